using Slipway.Vmm.Acceleration;

namespace Slipway.HostVm.Tests;

/// <summary>The processor of the host in a VM virtualizes.</summary>
public sealed class KvmTests
{
    [Fact]
    public async Task AccelerationCheck_RealKvm_TakesIt()
    {
        RealHost.Require();
        var decision = await AccelerationCheck.DecideAsync(null, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.True(decision.Accelerator == Accelerator.Kvm, decision.Reason);
    }

    [Fact]
    public async Task Run_WithoutAskingForKvm_BootsOnIt()
    {
        var output = await RealHost.RunAsync("""
            export SLIPWAY_DATA_DIR=/checkout/artifacts/test-data
            /checkout/bin/slipway run oci:/checkout/artifacts/test-images/debian bash -c 'grep -m1 -o hypervisor /proc/cpuinfo; cat /sys/devices/system/clocksource/clocksource0/available_clocksource'
            """);
        // The clock that only KVM gives to its guests.
        Assert.Contains("kvm-clock", output, StringComparison.Ordinal);
    }
}
