using System.Diagnostics;

namespace Slipway.Bench.Images;

/// <summary>
/// A containerd of its own, with its state in a directory, and an image in its content store. A round unpacks that into overlayfs snapshots, which are removed
/// again outside of the time. Needs root.
/// </summary>
internal sealed class ContainerdPeer : IAsyncDisposable
{
    private const string Repository = "slipway.bench/image";

    // umoci tagged the layout so.
    private const string Name = Repository + ":latest";
    private const string Namespace = "slipway-bench";

    private readonly string _directory;
    private readonly Process _daemon;

    private ContainerdPeer(string directory, Process daemon) => (_directory, _daemon) = (directory, daemon);

    private string Socket => Path.Combine(_directory, "containerd.sock");

    private string Target => Path.Combine(_directory, "rootfs");

    /// <summary>Starts the daemon and imports the image; null, with the reason printed, where that cannot be.</summary>
    public static async Task<ContainerdPeer?> TryStartAsync(string directory, BenchImage image, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess || !File.Exists("/usr/bin/containerd"))
        {
            Console.Error.WriteLine("containerd's unpack is left out: it needs root and Debian's package containerd");
            return null;
        }

        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
        var peer = new ContainerdPeer(directory, await StartAsync(directory, cancellationToken));
        try
        {
            await peer.ImportAsync(image, cancellationToken);
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    /// <summary>The time of one unpack of all layers.</summary>
    public async Task<TimeSpan> UnpackAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Target);
        var time = await Command.TimeAsync("ctr", Arguments("images", "mount", "--snapshotter", "overlayfs", Name, Target), cancellationToken);
        await RunAsync(cancellationToken, "images", "unmount", "--rm", Target);
        await RemoveSnapshotsAsync(cancellationToken);
        return time;
    }

    public async ValueTask DisposeAsync()
    {
        _daemon.Kill();
        await _daemon.WaitForExitAsync();
        _daemon.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static async Task<Process> StartAsync(string directory, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        var config = Path.Combine(directory, "config.toml");
        await File.WriteAllTextAsync(config, $"""
            version = 2
            root = "{directory}/root"
            state = "{directory}/state"
            disabled_plugins = ["io.containerd.grpc.v1.cri"]
            [grpc]
              address = "{directory}/containerd.sock"
            """, cancellationToken);
        var daemon = Process.Start(new ProcessStartInfo("containerd", ["--config", config, "--log-level", "warn"]) { RedirectStandardError = true })
            ?? throw new InvalidOperationException("containerd could not be started.");
        daemon.ErrorDataReceived += static (_, _) => { };
        daemon.BeginErrorReadLine();
        return daemon;
    }

    private async Task ImportAsync(BenchImage image, CancellationToken cancellationToken)
    {
        var archive = Path.Combine(_directory, "image.tar");
        // ctr waits for the socket of a daemon that has just been started.
        await Command.TimeShellAsync($"tar -C '{image.Directory}' -cf '{archive}' .", cancellationToken);
        await RunAsync(cancellationToken, "images", "import", "--no-unpack", "--base-name", Repository, archive);
        File.Delete(archive);
    }

    /// <summary>From the topmost down: each has the one below it for its parent.</summary>
    private async Task RemoveSnapshotsAsync(CancellationToken cancellationToken)
    {
        for (string[] left; (left = await SnapshotsAsync(cancellationToken)).Length > 0;)
        {
            foreach (var snapshot in left)
                await Command.TimeShellAsync($"ctr {string.Join(' ', Arguments("snapshots", "--snapshotter", "overlayfs", "rm", snapshot))} 2> /dev/null || true", cancellationToken);
        }
    }

    private async Task<string[]> SnapshotsAsync(CancellationToken cancellationToken)
    {
        var (output, _) = await Command.RunAsync("ctr", Arguments("snapshots", "--snapshotter", "overlayfs", "ls"), cancellationToken);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(' ')[0])];
    }

    private Task<(string Output, string Error)> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        Command.RunAsync("ctr", Arguments(arguments), cancellationToken);

    private string[] Arguments(params string[] arguments) => ["--address", Socket, "--namespace", Namespace, "--connect-timeout", "30s", .. arguments];
}
