using System.Text.Json;
using Slipway.Machines.Tests.Running;

namespace Slipway.Machines.Tests;

/// <summary>Runs under the Firecracker that SLIPWAY_FIRECRACKER names, where the host has KVM; skipped elsewhere. The choice itself is tested everywhere.</summary>
[Trait("Category", "HostVm")]
public sealed class FirecrackerTests
{
    private const string Variable = "SLIPWAY_FIRECRACKER";

    /// <summary>An emulated host takes its time.</summary>
    private static readonly string[] s_run = ["run", "--vmm", "firecracker", "--accel", "kvm", "--network", "none", "--boot-timeout", "170"];

    [Fact]
    public async Task Program_UnderFirecracker_RunsAndTheReportSaysSo()
    {
        RequireFirecracker();
        var result = await SlipwayProcess.RunAsync([.. s_run, "--format", "json", Checkout.Image("debian"), "sh", "-c", "echo data; echo words >&2; exit 4"]);

        result.Expect(4);
        Assert.Equal("data\n", result.Output);
        Assert.StartsWith("words\n", result.Error, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(result.Error["words\n".Length..]);
        Assert.Equal("firecracker", report.RootElement.GetProperty("vmm").GetString());
        Assert.Equal(string.IsNullOrEmpty(Environment.GetEnvironmentVariable("SLIPWAY_JAILER")) ? "none" : "jailer", report.RootElement.GetProperty("jail").GetString());
        // Jailed machines have no directory of the kind.
        var machines = Path.Combine(Checkout.DataDirectory, "machines");
        Assert.Empty(Directory.Exists(machines) ? Directory.GetFileSystemEntries(machines) : []);
    }

    [Fact]
    public async Task Streams_UnderFirecracker_CarryMuchBothWays()
    {
        RequireFirecracker();
        var sent = new byte[3_000_000];
        new Random(1).NextBytes(sent);
        await using var process = SlipwayProcess.Start([.. s_run, "-i", Checkout.Image("debian"), "cat"], readOutput: false);

        var received = new byte[sent.Length];
        var reading = process.Output.ReadExactlyAsync(received, TestContext.Current.CancellationToken).AsTask();
        await process.Input.WriteAsync(sent, TestContext.Current.CancellationToken);
        process.Input.Close();
        await reading;

        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task FirecrackerAskedFor_NoneThere_SaysWhatIsMissing()
    {
        await using var process = SlipwayProcess.Start(["run", "--vmm", "firecracker", "--accel", "tcg", Checkout.Image("scratch")], environment: (Variable, "/no/firecracker"));
        process.Input.Close();
        var result = await process.WaitAsync();

        result.Expect(125);
        Assert.Contains(
            "slipway: Firecracker cannot run this machine: there is no Firecracker /no/firecracker, which SLIPWAY_FIRECRACKER names; "
            + "it needs KVM, and machines are emulated here (it was asked for)",
            result.Error,
            StringComparison.Ordinal);
    }

    private static void RequireFirecracker()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)), $"{Variable} names no Firecracker");
        Assert.SkipUnless(File.Exists("/dev/kvm"), "Firecracker needs KVM, and there is no /dev/kvm");
        Assert.SkipWhen(Directory.Exists("/sys/module/kvm_pvm"), "Firecracker needs KVM, and this host's is the PVM hypervisor");
    }
}
