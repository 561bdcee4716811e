using System.Net;
using System.Net.Sockets;
using System.Text;
using Slipway.Machines.Tests.Running;

namespace Slipway.Machines.Tests;

/// <summary>Published ports, and what a machine sees of the network.</summary>
public sealed class NetworkTests
{
    private static readonly TimeSpan s_limit = TestVmm.Limit(TimeSpan.FromMinutes(1));

    [Fact]
    public async Task Nginx_PublishedPort_ServesItsPage()
    {
        var port = FreePort();
        await using var process = SlipwayProcess.Start(["run", "-p", $"127.0.0.1:{port}:80", Checkout.Image("nginx")]);
        var answer = await AskAsync(port, "GET / HTTP/1.0\r\nHost: x\r\n\r\n");
        Assert.Contains("200 OK", answer, StringComparison.Ordinal);
        Assert.Contains("Hello from a Slipway machine", answer, StringComparison.Ordinal);
        await process.SignalAsync("TERM");
        (await process.WaitAsync()).Expect(0);
    }

    [Fact]
    public async Task Redis_PublishedPort_Answers()
    {
        var port = FreePort();
        await using var process = SlipwayProcess.Start(["run", "-p", $"{port}:6379/tcp", Checkout.Image("redis")]);
        Assert.StartsWith("+PONG", await AskAsync(port, "PING\r\nQUIT\r\n"), StringComparison.Ordinal);
        await process.SignalAsync("TERM");
        (await process.WaitAsync()).Expect(0);
    }

    [Fact]
    public async Task PublishedPort_InUse_IsSaidBeforeTheBoot()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var result = await SlipwayProcess.RunAsync("run", "-p", $"127.0.0.1:{port}:80", Checkout.Image("debian"), "true");
        result.Expect(125);
        Assert.Contains($"{port}", result.Error, StringComparison.Ordinal);
        Assert.Contains("in use", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Network_None_LeavesOnlyLoopback()
    {
        var result = await SlipwayProcess.RunAsync("run", "--network", "none", Checkout.Image("debian"), "bash", "-c", "ls /sys/class/net; cat /etc/hosts");
        result.Expect(0);
        Assert.StartsWith("lo\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("eth0", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user", "reached\n")]
    [InlineData("inbound", "not reached\n")]
    public async Task Network_HostsLoopback_IsReachedFromUserOnly(string network, string expected)
    {
        if (network == "user")
            TestVmm.RequireQemu("a user network");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var script = $"timeout 5 bash -c 'exec 3<>/dev/tcp/10.0.2.2/{((IPEndPoint)listener.LocalEndpoint).Port}' 2>/dev/null && echo reached || echo not reached";
        var result = await SlipwayProcess.RunAsync("run", "--network", network, Checkout.Image("debian"), "bash", "-c", script);
        Assert.Equal(expected, result.Expect(0).Output);
    }

    [Fact]
    public async Task Network_Inbound_StillServesPublishedPorts()
    {
        var port = FreePort();
        await using var process = SlipwayProcess.Start(["run", "--network", "inbound", "-p", $"{port}:80", Checkout.Image("nginx")]);
        Assert.Contains("Hello from a Slipway machine", await AskAsync(port, "GET / HTTP/1.0\r\nHost: x\r\n\r\n"), StringComparison.Ordinal);
        await process.SignalAsync("TERM");
        (await process.WaitAsync()).Expect(0);
    }

    [Fact]
    public async Task Network_User_HasAddressRouteAndResolver()
    {
        TestVmm.RequireQemu("a user network");
        var result = await SlipwayProcess.RunAsync("run", Checkout.Image("debian"), "bash", "-c", "cat /proc/net/route /etc/resolv.conf; cat /sys/class/net/eth0/operstate");
        result.Expect(0);
        Assert.Contains("eth0\t00000000\t0202000A", result.Output, StringComparison.Ordinal);
        Assert.Contains("nameserver 10.0.2.3", result.Output, StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Asks again until the guest listens: the VMM takes connections from the start and cuts them while nobody does.</summary>
    private static async Task<string> AskAsync(int port, string question)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_limit);
        using var retry = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await retry.WaitForNextTickAsync(limit.Token))
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(question), limit.Token);
                using var reader = new StreamReader(client.GetStream());
                if (await reader.ReadToEndAsync(limit.Token) is { Length: > 0 } answer)
                    return answer;
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                // Not yet.
            }
        }

        throw new TimeoutException($"nothing answered on port {port}");
    }
}
