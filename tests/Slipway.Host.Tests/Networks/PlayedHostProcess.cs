using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Host.Tests.Networks;

/// <summary>A <see cref="PlayedHost"/> in a process of its own, and programs in its places. Its network outlives it, for a test to look at.</summary>
internal sealed class PlayedHostProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly SafeFileHandle _network;
    private readonly List<Process> _servers = [];

    private PlayedHostProcess(Process process)
    {
        _process = process;
        _network = File.OpenHandle($"/proc/{process.Id}/ns/net");
    }

    public string Lan { get; private set; } = "";

    /// <summary>In the order of the machines.</summary>
    public List<PlayedGuest> Guests { get; } = [];

    public List<string> Notices { get; } = [];

    /// <summary>Why there are no machines; null when there are.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The namespace of the host itself.</summary>
    public string Host => $"/proc/{Environment.ProcessId}/fd/{_network.DangerousGetHandle()}";

    /// <summary>Plays a host in which <paramref name="before"/> (bash) has run first. Skips the test where that cannot be done.</summary>
    public static async Task<PlayedHostProcess> StartAsync(string before, params string[] machines)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can make network namespaces");
        Assert.SkipUnless(File.Exists("/dev/net/tun"), "this kernel has no /dev/net/tun");
        Tool.Require("ip", "nft", "unshare", "nsenter", "curl", "python3");
        var script = $"ip link set lo up; {before}\nexec \"$0\" \"$@\"";
        var start = new ProcessStartInfo("unshare", ["--net", "--", "bash", "-euc", script, Environment.ProcessPath!, PlayedHost.Argument, .. machines])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        var host = new PlayedHostProcess(process);
        for (; said is not (null or "ready"); said = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))
            host.Take(said);
        Assert.True(said is not null || host.Refusal is not null, "the played host ended without a word");
        return host;
    }

    /// <summary>What a bash script says in a place; its failure fails the test.</summary>
    public static async Task<string> InAsync(string place, string script)
    {
        var (exitCode, output) = await Tool.RunAsync("nsenter", $"--net={place}", "bash", "-euo", "pipefail", "-c", script);
        Assert.True(exitCode == 0, $"{script}\nexit {exitCode}: {output}");
        return output;
    }

    /// <summary>Answers everybody who connects to a TCP port in a place with their address and port, or echoes UDP likewise.</summary>
    public async Task ServeAsync(string place, string protocol, string address, int port)
    {
        const string Script = """
            import socket, sys
            protocol, address, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
            s = socket.socket(socket.AF_INET, socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM)
            s.bind((address, port))
            if protocol == "tcp": s.listen(16)
            print("listening", flush=True)
            while True:
                if protocol == "tcp":
                    c, peer = s.accept()
                    body = ("you are %s\n" % peer[0]).encode()
                    c.recv(4096)
                    c.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
                    c.close()
                else:
                    data, peer = s.recvfrom(4096)
                    s.sendto(("you are %s" % peer[0]).encode(), peer)
            """;
        var start = new ProcessStartInfo("nsenter", [$"--net={place}", "python3", "-c", Script, protocol, address, $"{port}"]) { RedirectStandardOutput = true };
        var server = Process.Start(start)!;
        _servers.Add(server);
        Assert.Equal("listening", await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>What a server of <see cref="ServeAsync"/> says to somebody in a place; null when it cannot be reached.</summary>
    public static async Task<string?> AskAsync(string place, string protocol, string address, int port)
    {
        const string AskUdp = """
            import socket, sys
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.settimeout(2)
            s.connect((sys.argv[1], int(sys.argv[2])))
            s.send(b"?")
            print(s.recv(4096).decode())
            """;
        string[] client = protocol == "tcp"
            ? ["curl", "-sS", "--max-time", "2", $"http://{address}:{port}/"]
            : ["python3", "-c", AskUdp, address, $"{port}"];
        var (exitCode, output) = await Tool.RunAsync("nsenter", [$"--net={place}", .. client]);
        return exitCode == 0 ? output.Trim() : null;
    }

    /// <summary>Kills the host's process, as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Ends the host's process in order.</summary>
    public async Task EndAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until no link of the played host is a machine's: the kernel removes namespaces in its own time.</summary>
    public async Task WaitUntilNoLinksAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_limit);
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((await InAsync(Host, "ip -brief link")).Contains("slipway", StringComparison.Ordinal))
            await again.WaitForNextTickAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _servers.Append(_process))
        {
            if (!process.HasExited)
                process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _network.Dispose();
    }

    private void Take(string line)
    {
        var (name, value) = line.Split(['=', ':'], 2) is [var first, var second] ? (first, second) : ("", line);
        switch (name)
        {
            case "lan":
                Lan = value;
                break;
            case "guest":
                var words = value.Split(' ');
                Guests.Add(new PlayedGuest(words[0], words[1], words[2], words[3], words[4]));
                break;
            case "notice":
                Notices.Add(value);
                break;
            case "refused":
                Refusal = value.Trim();
                break;
            default:
                Assert.Fail($"the played host said: {line}");
                break;
        }
    }
}
