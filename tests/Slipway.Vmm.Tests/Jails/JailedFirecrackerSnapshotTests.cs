using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Firecracker;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Tests.Contract;

namespace Slipway.Vmm.Tests.Jails;

/// <summary>The contract of saving and restoring, under a real Firecracker in its jailer.</summary>
[Trait("Category", "HostVm")]
public sealed class JailedFirecrackerSnapshotTests(TestGuest guest, SavedMachine saved) : SnapshotContract(guest, saved)
{
    protected override Accelerator Accelerator => Accelerator.Kvm;

    protected override Task<IVmm> VmmAsync()
    {
        var program = RealFirecracker.Require();
        return Task.FromResult<IVmm>(new FirecrackerVmm(program, Own, TimeProvider.System) { Jail = TestJail.Require(program) });
    }
}
