using Microsoft.Win32.SafeHandles;
using Slipway.Contracts.Run;
using Slipway.Host.Boot;
using Slipway.Vmm.Machines;

namespace Slipway.Host.Machines;

/// <summary>What a machine is started from, by a boot or from a template.</summary>
/// <param name="Vm">The machine; of its drives only the shape.</param>
/// <param name="Run">What its guest is told.</param>
/// <param name="Boot">Its kernel and init.</param>
/// <param name="CreateDisksAsync">Makes its disks around a boot disk, which becomes theirs, also where that fails.</param>
internal sealed record StartPlan(VmConfig Vm, RunConfig Run, BootFiles Boot, Func<SafeFileHandle, CancellationToken, Task<MachineDisks>> CreateDisksAsync);
