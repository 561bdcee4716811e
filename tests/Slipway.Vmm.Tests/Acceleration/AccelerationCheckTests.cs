using Slipway.Linux.Kvm;
using Slipway.Vmm.Acceleration;

namespace Slipway.Vmm.Tests.Acceleration;

public sealed class AccelerationCheckTests
{
    [Theory]
    [InlineData(Accelerator.Kvm)]
    [InlineData(Accelerator.Tcg)]
    public async Task Decide_Forced_IsTaken(Accelerator forced) =>
        Assert.Equal(new AccelerationDecision(forced, "it was asked for"), await AccelerationCheck.DecideAsync(forced, TimeProvider.System, TestContext.Current.CancellationToken));

    [Fact]
    public async Task Decide_ThisHost_GivesAReason()
    {
        var decision = await AccelerationCheck.DecideAsync(null, TimeProvider.System, TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine($"{decision}");
        Assert.NotEmpty(decision.Reason);
        if (!File.Exists("/dev/kvm") || Directory.Exists("/sys/module/kvm_pvm"))
            Assert.Equal(Accelerator.Tcg, decision.Accelerator);
    }

    [Theory]
    [InlineData("kvm kvm_pvm", true)]
    [InlineData("kvm kvm_pvm kvm_amd", false)]
    [InlineData("kvm kvm_intel", false)]
    [InlineData("", false)]
    public void Modules_OnlyPvm_IsRefused(string modules, bool refused) =>
        Assert.Equal(refused, AccelerationCheck.RefuseByModules(modules.Split(' ').ToHashSet()) is { Accelerator: Accelerator.Tcg });

    [Theory]
    [InlineData(KvmProbeOutcome.Usable, Accelerator.Kvm)]
    [InlineData(KvmProbeOutcome.Unavailable, Accelerator.Tcg)]
    [InlineData(KvmProbeOutcome.NoProgress, Accelerator.Tcg)]
    public void Judge_Probe_KeepsItsDetail(KvmProbeOutcome outcome, Accelerator accelerator)
    {
        var decision = AccelerationCheck.Judge(new KvmProbeResult(outcome, "the detail"));

        Assert.Equal(accelerator, decision.Accelerator);
        Assert.Contains("the detail", decision.Reason, StringComparison.Ordinal);
    }
}
