using Microsoft.Win32.SafeHandles;
using Slipway.Machines.Tests.Running;

namespace Slipway.Machines.Tests;

/// <summary>
/// Machines with <c>--network tap</c>, in network namespaces of the tests' own. What the packet filter lets through is tested without machines, in
/// Slipway.Host.Tests.
/// </summary>
public sealed class TapNetworkTests
{
    private const string Retry = "--retry 600 --retry-delay 0 --retry-all-errors --retry-max-time 170 --max-time 2";
    private static readonly TimeSpan s_limit = TestVmm.Limit(TimeSpan.FromMinutes(1));

    [Fact]
    public async Task Nginx_PublishedPort_ServesItsPage()
    {
        RequireRoot();
        await using var process = SlipwayProcess.StartInNetwork("run", "--network", "tap", "-p", "8080:80", Checkout.Image("nginx"));
        using var network = NetworkOf(process);

        Assert.Contains("Hello from a Slipway machine", await InAsync(network, $"curl -fsS {Retry} http://127.0.0.1:8080/"), StringComparison.Ordinal);

        await process.SignalAsync("TERM");
        (await process.WaitAsync()).Expect(0);
        Assert.Equal("", await InAsync(network, "nft list tables"));
    }

    [Theory]
    [InlineData("boot", "--no-template")]
    [InlineData("template.*")]
    public async Task Guest_Network_IsItsOwnPairBehindTheTap(string start, params string[] options)
    {
        RequireRoot();
        await using var process = SlipwayProcess.StartInNetwork(
            ["run", "--network", "tap", .. options, "--timing", Checkout.Image("debian"), "bash", "-c", "cat /proc/net/route; cat /sys/class/net/eth0/address"]);
        var result = (await process.WaitAsync()).Expect(0);

        Assert.Matches("eth0\t00000000\t[0-9A-F]{2}[0-9A-F]{2}12C6\t", result.Output);
        Assert.Contains("02:53:4c:49:50:01", result.Output, StringComparison.Ordinal);
        Assert.Contains("  network", result.Error, StringComparison.Ordinal);
        Assert.Matches($"(?m)^  start +{start}$", result.Error);
    }

    [Fact]
    public async Task Suspended_ResumedTwice_EachServesItsPort()
    {
        RequireRoot();
        using var directory = new TemporaryDirectory();
        var to = directory["machine"];
        await using (var process = SlipwayProcess.StartInNetwork("run", "--network", "tap", "-p", "8080:80", "--suspend-to", to, Checkout.Image("nginx")))
        {
            using var network = NetworkOf(process);
            await InAsync(network, $"curl -fsS {Retry} http://127.0.0.1:8080/");
            await process.SignalAsync("TERM");
            (await process.WaitAsync()).Expect(75);
            Assert.Equal("", await InAsync(network, "nft list tables"));
        }

        await using var first = SlipwayProcess.StartInNetwork("resume", to);
        await using var second = SlipwayProcess.StartInNetwork("resume", "-p", "9090:80", to);
        using var firstNetwork = NetworkOf(first);
        using var secondNetwork = NetworkOf(second);

        Assert.Contains("Hello from a Slipway machine", await InAsync(firstNetwork, $"curl -fsS {Retry} http://127.0.0.1:8080/"), StringComparison.Ordinal);
        Assert.Contains("Hello from a Slipway machine", await InAsync(secondNetwork, $"curl -fsS {Retry} http://127.0.0.1:9090/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slipway_KilledBySignal9_LeavesNothing()
    {
        RequireRoot();
        await using var process = SlipwayProcess.StartInNetwork("run", "--network", "tap", "-p", "8080:80", Checkout.Image("nginx"));
        using var network = NetworkOf(process);
        await InAsync(network, $"curl -fsS {Retry} http://127.0.0.1:8080/");
        Assert.Contains("slipway", await InAsync(network, "nft list tables"), StringComparison.Ordinal);
        var vmm = Assert.Single(process.VmmProcesses());

        await process.SignalAsync("KILL");
        await process.WaitAsync();

        Assert.Equal("", await InAsync(network, "nft list tables; ss -Hltn"));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_limit);
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (Directory.Exists($"/proc/{vmm}") || (await InAsync(network, "ip link; ip route")).Contains("slipway", StringComparison.Ordinal))
            await again.WaitForNextTickAsync(limit.Token);
        Assert.DoesNotContain("198.18.", await InAsync(network, "ip route; ip address"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tap_WithoutTheRights_SaysWhatItNeeds()
    {
        RequireRoot();
        Tool.Require("setpriv");
        var image = Checkout.Image("debian");
        var data = Checkout.DataDirectory;
        var (exitCode, output) = await Tool.RunAsync("setpriv", ["--bounding-set=-sys_admin,-net_admin", Checkout.Program, "run", .. TestVmm.Options, "--data-dir", data, "--network", "tap", image, "true"]);

        Assert.Equal(125, exitCode);
        Assert.Contains("a tap network needs root", output, StringComparison.Ordinal);
    }

    private static void RequireRoot()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root has tap networks");
        Assert.SkipUnless(File.Exists("/dev/net/tun"), "this kernel has no /dev/net/tun");
        Tool.Require("ip", "nft", "unshare", "nsenter", "curl", "ss");
    }

    /// <summary>Keeps the network of a process that has just been started, and perhaps not moved into it yet.</summary>
    private static SafeFileHandle NetworkOf(SlipwayProcess process)
    {
        var home = File.ResolveLinkTarget("/proc/self/ns/net", false)!.Name;
        var path = $"/proc/{process.Id}/ns/net";
        Assert.True(SpinWait.SpinUntil(() => File.ResolveLinkTarget(path, false)!.Name != home, s_limit), "unshare did not make a namespace");
        return File.OpenHandle(path);
    }

    private static async Task<string> InAsync(SafeFileHandle network, string script)
    {
        var (exitCode, output) = await Tool.RunAsync("nsenter", $"--net=/proc/{Environment.ProcessId}/fd/{network.DangerousGetHandle()}", "bash", "-c", script);
        Assert.True(exitCode == 0, $"{script}\nexit {exitCode}: {output}");
        return output;
    }
}
