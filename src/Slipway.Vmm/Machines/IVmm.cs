using Slipway.Vmm.Snapshots;

namespace Slipway.Vmm.Machines;

/// <summary>
/// A virtual machine monitor: the program that runs one microVM.
/// </summary>
/// <remarks>
/// Lifecycle of a machine: <see cref="StartAsync"/> returns once the VMM has taken the whole configuration and the guest runs (its kernel has
/// just begun); <see cref="RestoreAsync"/> once a guest that was saved goes on. From then on the caller owns the machine. It ends by itself (the
/// guest powers off, resets or panics), by <see cref="IVirtualMachine.QuitAsync"/>, by being disposed, or with this process, whatever ends that. In
/// each case <see cref="IVirtualMachine.Exited"/> completes, and nothing is left behind: a machine has no file, socket or process with a name that
/// outlives it, but the snapshots that were asked for.
/// </remarks>
public interface IVmm
{
    /// <summary>One word, such as <c>qemu</c>; snapshots are of this VMM only.</summary>
    string Name { get; }

    /// <summary>Starts a machine.</summary>
    /// <param name="config">What it is made of. Its handles stay the caller's, who may close them when this returns.</param>
    /// <exception cref="VmmException">The configuration has faults, or the VMM refused it; the message holds what it said.</exception>
    /// <exception cref="FileNotFoundException">The VMM is not installed; the message names the package.</exception>
    Task<IVirtualMachine> StartAsync(VmConfig config, CancellationToken cancellationToken);

    /// <summary>
    /// Starts a machine where another was saved. Any number may start from one snapshot, each with memory of its own over the shared pages of the
    /// file; the file must stay as it is while one of them lives.
    /// </summary>
    /// <param name="config">As the saved machine's in processors, memory, accelerator, number and order of drives and kinds of devices; its kernel is
    /// not looked at. Drives may be others than the saved machine's where those were <see cref="DriveConfig.IsPlaceholder"/>. The link is connected; what
    /// the guest had not read from it is lost.</param>
    /// <param name="snapshot">Stays the caller's.</param>
    /// <exception cref="SnapshotException">The snapshot does not fit this host, this VMM or this configuration, or its files are damaged.</exception>
    /// <exception cref="VmmException">The configuration has faults, or the VMM refused it.</exception>
    Task<IVirtualMachine> RestoreAsync(VmConfig config, MemorySnapshot snapshot, CancellationToken cancellationToken);
}
