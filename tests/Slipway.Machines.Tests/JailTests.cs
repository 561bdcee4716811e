using System.Diagnostics;
using System.Text.Json;
using Slipway.Machines.Tests.Running;

namespace Slipway.Machines.Tests;

/// <summary>Jails as a user of <c>slipway</c> has them. As root; skipped otherwise.</summary>
public sealed class JailTests
{
    private const string Slots = "/run/slipway/jails";

    private static readonly string[] s_sleep = ["run", "--network", "none", Checkout.Image("debian"), "sh", "-c", "echo up; sleep 1000"];

    public JailTests() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "jails take root");

    [Theory]
    [InlineData("auto", "slipway")]
    [InlineData("off", "none")]
    public async Task Report_Jail_IsWhatConfinedTheMachine(string mode, string expected)
    {
        var result = await SlipwayProcess.RunAsync("run", "--vmm", "qemu", "--jail", mode, "--format", "json", Checkout.Image("debian"), "true");

        result.Expect(0);
        using var report = JsonDocument.Parse(result.Error);
        Assert.Equal(expected, report.RootElement.GetProperty("jail").GetString());
    }

    [Fact]
    public async Task Slipway_Killed_NothingRunsOnAndTheNextStartClearsUp()
    {
        await using var process = SlipwayProcess.Start(s_sleep, readOutput: false);
        await process.Output.ReadExactlyAsync(new byte["up\n".Length], TestContext.Current.CancellationToken);
        var vmm = Assert.Single(process.VmmProcesses());
        var slot = $"{Slots}/{UserOf(vmm)}";
        Assert.True(Directory.Exists(slot));

        using var running = Process.GetProcessById(vmm);
        await process.SignalAsync("KILL");
        await running.WaitForExitAsync(TestContext.Current.CancellationToken);

        (await SlipwayProcess.RunAsync("run", "--network", "none", Checkout.Image("debian"), "true")).Expect(0);
        Assert.False(Directory.Exists(slot));
    }

    [Fact]
    public async Task LowPort_PublishedByRoot_IsServed()
    {
        TestVmm.RequireQemu("a user network");
        const int Port = 847;
        await using var process = SlipwayProcess.Start(["run", "--network", "user", "-p", $"127.0.0.1:{Port}:80", Checkout.Image("debian"), "sh", "-c", "echo up; sleep 1000"], readOutput: false);
        await process.Output.ReadExactlyAsync(new byte["up\n".Length], TestContext.Current.CancellationToken);

        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync("127.0.0.1", Port, TestContext.Current.CancellationToken);

        Assert.True(client.Connected);
    }

    [Fact]
    public async Task Doctor_WithoutRoot_SaysThatAJailTakesIt()
    {
        using var data = new TemporaryDirectory();
        File.SetUnixFileMode(data.Path, (UnixFileMode)0x1FF); // 0777

        var (_, output) = await Tool.RunAsync("setpriv", "--reuid", "65534", "--clear-groups", Checkout.Program, "--data-dir", data.Path, "doctor");

        Assert.Contains("the VMM runs as you, with all that you can reach, behind its system call filter only; a jail takes root", output, StringComparison.Ordinal);
    }

    private static string UserOf(int process) => File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1];
}
