using System.Runtime.InteropServices;
using Slipway.Linux.Kvm;

namespace Slipway.Linux.Tests.Kvm;

public sealed class KvmProbeTests
{
    [Fact]
    public async Task Run_ThisHost_AnswersWithAReason()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            Assert.Skip("the probe's guest program is x86-64 code");

        var result = await KvmProbe.RunAsync(TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine($"{result}");
        Assert.NotEmpty(result.Detail);
        if (!File.Exists("/dev/kvm"))
            Assert.Equal(KvmProbeOutcome.Unavailable, result.Outcome);
    }
}
