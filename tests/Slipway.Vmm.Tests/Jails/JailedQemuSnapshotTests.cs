using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Qemu;
using Slipway.Vmm.Tests.Contract;

namespace Slipway.Vmm.Tests.Jails;

/// <summary>The contract of saving and restoring, under QEMU in a jail.</summary>
public sealed class JailedQemuSnapshotTests(TestGuest guest, SavedMachine saved) : SnapshotContract(guest, saved)
{
    protected override Accelerator Accelerator => Accelerator.Tcg;

    protected override Task<IVmm> VmmAsync()
    {
        Tool.Require("qemu-system-x86_64");
        return Task.FromResult<IVmm>(new QemuVmm { Jail = TestJail.Require() });
    }
}
