using System.Diagnostics;
using System.Text;
using Slipway.Bench.Registry;
using Slipway.Images.Store;
using Slipway.Oci;

namespace Slipway.Bench.Images;

/// <summary>
/// An image that skopeo pushes to a <c>slipwayd</c> with an empty data directory, with and without the role that converts what is pushed: whether pushes wait for
/// that, and what is left of it when they have ended.
/// </summary>
internal sealed class PushRounds(string root, string directory, BenchImage image)
{
    /// <summary>From a push's end to a deploy that should find nothing left to convert.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(5);

    private readonly List<int> _left = [];

    /// <summary>From the end of the last push until its image was ready to run.</summary>
    public TimeSpan LastWait { get; private set; }

    /// <summary>The layers that were left to convert <see cref="s_pause"/> after a push, at most; the first push, which warms up, does not count.</summary>
    public int MostLeft => _left.Skip(1).Max();

    /// <summary>The time of a push to a server that runs no machines.</summary>
    public Task<TimeSpan> PushAsync(CancellationToken cancellationToken) => PushAsync("registry,platform", _ => Task.CompletedTask, cancellationToken);

    /// <summary>The same to one that converts meanwhile; waits until it has done that.</summary>
    public Task<TimeSpan> PushAndConvertAsync(CancellationToken cancellationToken) => PushAsync("registry,platform,host", WatchAsync, cancellationToken);

    /// <param name="after">Begins with the push's end, while the server runs.</param>
    private async Task<TimeSpan> PushAsync(string roles, Func<CancellationToken, Task> after, CancellationToken cancellationToken)
    {
        Clear();
        var time = await TimeAsync(roles, after, cancellationToken);
        Clear();
        await Command.RunAsync("sync", [], cancellationToken); // or the next push waits for what this one left in memory
        return time;
    }

    private async Task<TimeSpan> TimeAsync(string roles, Func<CancellationToken, Task> after, CancellationToken cancellationToken)
    {
        using var server = await SlipwayRegistry.StartAsync(root, directory, ["--roles", roles], cancellationToken);
        var login = Encoding.ASCII.GetString(System.Convert.FromBase64String(server.Login!.Split(' ')[1]));
        string[] arguments = ["copy", "--quiet", "--dest-tls-verify=false", "--dest-creds", login, $"oci:{image.Directory}:latest", $"docker://127.0.0.1:{server.Port}/app:1"];
        var time = await Command.TimeAsync("skopeo", arguments, cancellationToken);
        await after(cancellationToken);
        return time;
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var pushed = Stopwatch.GetTimestamp();
        var store = new ImageStore(directory, TimeProvider.System);
        var ready = ReadyAsync(store, cancellationToken);
        await Task.Delay(s_pause, cancellationToken);
        _left.Add(ready.IsCompleted ? 0 : image.Layers.Count - store.Usage().Layers.Count);
        LastWait = Stopwatch.GetElapsedTime(pushed, await ready);
    }

    /// <summary>The moment at which a machine could run from the image.</summary>
    private async Task<long> ReadyAsync(ImageStore store, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_look);
        do
        {
            using var lease = await store.TryLeaseAsync("app", image.Digest, Platform.Current, cancellationToken);
            if (lease is not null)
                return Stopwatch.GetTimestamp();
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
        throw new OperationCanceledException(cancellationToken);
    }

    private void Clear()
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }
}
