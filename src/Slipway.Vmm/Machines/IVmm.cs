namespace Slipway.Vmm.Machines;

/// <summary>
/// A virtual machine monitor: the program that runs one microVM.
/// </summary>
/// <remarks>
/// Lifecycle of a machine: <see cref="StartAsync"/> returns once the VMM has taken the whole configuration and the guest runs (its kernel has
/// just begun). From then on the caller owns the machine. It ends by itself (the guest powers off, resets or panics), by
/// <see cref="IVirtualMachine.QuitAsync"/>, by being disposed, or with this process, whatever ends that. In each case
/// <see cref="IVirtualMachine.Exited"/> completes, and nothing is left behind: a machine has no file, socket or process with a name that
/// outlives it.
/// </remarks>
public interface IVmm
{
    /// <summary>Starts a machine.</summary>
    /// <param name="config">What it is made of. Its handles stay the caller's, who may close them when this returns.</param>
    /// <exception cref="VmmException">The configuration has faults, or the VMM refused it; the message holds what it said.</exception>
    /// <exception cref="FileNotFoundException">The VMM is not installed; the message names the package.</exception>
    Task<IVirtualMachine> StartAsync(VmConfig config, CancellationToken cancellationToken);
}
