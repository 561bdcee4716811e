using System.Diagnostics;
using System.Globalization;
using Slipway.Containerd;

namespace Slipway.Testing;

/// <summary>
/// Debian's containerd (1.6) with socket, root, state and temporary files in a directory of its own, and the plugins that would touch the machine left out.
/// Can be killed and started again. Disposal ends it, and with it every mount below the directory.
/// </summary>
internal sealed class ContainerdProcess : IAsyncDisposable
{
    private const string Program = "containerd";
    private const string Ready = "containerd successfully booted";

    private readonly TemporaryDirectory _directory = new();
    private Process? _process;

    private ContainerdProcess(string configuration) => File.WriteAllText(_directory["config.toml"], $$"""
        version = 2
        root = "{{_directory["root"]}}"
        state = "{{_directory["state"]}}"
        disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt", "io.containerd.internal.v1.restart", "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.zfs"]
        [grpc]
          address = "{{SocketPath}}"
        [plugins."io.containerd.gc.v1.scheduler"]
          startup_delay = "0s" # none: it collects when a test asks for it

        """ + configuration);

    public string SocketPath => _directory["c.sock"];

    /// <summary>A name in its directory, for the test's own files.</summary>
    public string this[string name] => _directory[name];

    /// <summary>Starts one; skips the test where it cannot be.</summary>
    /// <param name="configuration">More of its configuration, in TOML.</param>
    public static async Task<ContainerdProcess> StartAsync(string configuration = "")
    {
        Tool.Require(Program, "ctr");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "containerd runs as root only");
        var containerd = new ContainerdProcess(configuration);
        try
        {
            await containerd.StartAgainAsync();
            return containerd;
        }
        catch
        {
            await containerd.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client of it; the caller disposes.</summary>
    public Task<ContainerdClient> ConnectAsync() => ConnectAsync(new ContainerdOptions(SocketPath));

    /// <summary>A client of it that waits no longer than this for anything; the caller disposes.</summary>
    public Task<ContainerdClient> ConnectAsync(TimeSpan limit) => ConnectAsync(new ContainerdOptions(SocketPath) { AnswerTimeout = limit, WorkTimeout = limit });

    private static Task<ContainerdClient> ConnectAsync(ContainerdOptions options) =>
        ContainerdClient.ConnectAsync(options, TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>What ctr says, in our namespace; its failure fails the test.</summary>
    public async Task<string> CtrAsync(params string[] arguments)
    {
        var (exitCode, output) = await Tool.RunAsync("ctr", ["--address", SocketPath, "--namespace", ContainerdOptions.DefaultNamespace, .. arguments]);
        Assert.True(exitCode == 0, $"ctr {string.Join(' ', arguments)}: {output}");
        return output;
    }

    /// <summary>The first column of ctr's table, without its head.</summary>
    public async Task<string[]> CtrColumnAsync(params string[] arguments) =>
        [.. (await CtrAsync(arguments)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(static line => line.Split(' ', '\t')[0])];

    /// <summary>Ends it as a crash would.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends it a signal by name: STOP makes it hang until CONT.</summary>
    public Task SignalAsync(string name) => Shell.RunAsync("""kill -s "$1" "$2" """, name, _process!.Id.ToString(CultureInfo.InvariantCulture));

    public async Task StartAgainAsync()
    {
        _process?.Dispose();
        var start = new ProcessStartInfo(Program, ["--config", _directory["config.toml"]]) { RedirectStandardError = true };
        start.Environment["TMPDIR"] = _directory.Path;
        _process = Process.Start(start)!;
        List<string> said = [];
        while (await _process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            said.Add(line);
            if (!line.Contains(Ready, StringComparison.Ordinal))
                continue;
            _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null); // or its log fills the pipe
            return;
        }

        throw new InvalidOperationException($"{Program} ended before it was ready:\n{string.Join('\n', said)}");
    }

    /// <summary>Where something is mounted below its directory.</summary>
    public IEnumerable<string> Mounts() =>
        File.ReadLines("/proc/self/mountinfo").Select(static line => line.Split(' ')[4]).Where(point => point.StartsWith(_directory.Path + "/", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await KillAsync();
        _process?.Dispose();
        foreach (var point in Mounts().Reverse().ToList())
            Process.Start("umount", ["--lazy", point]).WaitForExit();
        _directory.Dispose();
    }
}
