using Slipway.Vmm.Consoles;

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

    /// <summary>Ends the VMM in order: what the guest wrote to its disks before is written; the guest itself is not asked. Waits for the end.</summary>
    Task QuitAsync(CancellationToken cancellationToken);
}
