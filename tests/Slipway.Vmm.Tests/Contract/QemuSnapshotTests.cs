using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Qemu;

namespace Slipway.Vmm.Tests.Contract;

/// <summary>The contract under QEMU, and what only QEMU does. By software emulation, so that it runs everywhere.</summary>
public sealed class QemuSnapshotTests(TestGuest guest, SavedMachine saved) : SnapshotContract(guest, saved)
{
    protected override Accelerator Accelerator => Accelerator.Tcg;

    [Fact]
    public async Task Restore_OtherRateOfTheCounter_IsRefused()
    {
        var (vmm, snapshot) = await CopyAsync();
        await ChangeAsync(snapshot, manifest => manifest["Processor"]!["CounterKilohertz"] = 1000);

        await RefusesAsync(vmm, snapshot, "time stamp counter runs at 1000 kHz");
    }

    protected override Task<IVmm> VmmAsync()
    {
        Tool.Require("qemu-system-x86_64");
        return Task.FromResult<IVmm>(new QemuVmm());
    }
}
