using Slipway.Vmm.Consoles;
using Slipway.Vmm.Snapshots;

namespace Slipway.Vmm.Machines;

/// <summary>A started microVM; its lifecycle is told at <see cref="IVmm"/>. Disposing kills it at once and reaps it.</summary>
public interface IVirtualMachine : IAsyncDisposable
{
    /// <summary>The host's end of the guest link: duplex, asynchronous, valid until the machine is disposed, which closes it.</summary>
    Stream Link { get; }

    /// <summary>What the guest printed on its serial console.</summary>
    ConsoleLog Console { get; }

    /// <summary>The VMM's process id, for measurements.</summary>
    int ProcessId { get; }

    /// <summary>Completes when the VMM has ended and its output is read, with the reason. Never fails.</summary>
    Task<VmExit> Exited { get; }

    /// <summary>Stops the guest between two instructions, to be saved; its devices have finished what was begun. Twice: no effect.</summary>
    /// <exception cref="VmmException">The VMM has ended or refused.</exception>
    Task PauseAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Saves the memory and the devices of a paused machine into <see cref="VmConfig.SnapshotDirectory"/>; what its drives hold is the caller's affair.
    /// The machine must not go on afterwards: its memory is the snapshot's. On failure no file of it is left.
    /// </summary>
    /// <exception cref="VmmException">The machine was started without such a directory, or the VMM refused.</exception>
    /// <exception cref="IOException">The directory takes no more, or has a snapshot already.</exception>
    Task<MemorySnapshot> SaveAsync(CancellationToken cancellationToken);

    /// <summary>Ends the VMM in order: what the guest wrote to its disks before is written; the guest itself is not asked. Waits for the end.</summary>
    Task QuitAsync(CancellationToken cancellationToken);
}
