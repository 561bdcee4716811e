using System.Diagnostics;
using System.Globalization;
using System.Text;
using Slipway.Images;
using Slipway.Images.Snapshots;
using Slipway.Images.Store;
using Slipway.Oci;
using Slipway.Oci.Sources;

namespace Slipway.Bench.Images;

/// <summary>
/// The root of the second machine of an image that is here: the lease by its digest and a snapshot of 8 GiB, for each snapshotter on each filesystem that this
/// host can mount, one after the other and a hundred at once. Ending it is not counted.
/// </summary>
internal static class RootfsBench
{
    private const int Rounds = 500;
    private const int SlowRounds = 5;
    private const int Crowd = 100;
    private const long WritableBytes = 8L << 30;
    private const int FilesystemMebibytes = 8192;

    private static readonly string[] s_filesystems = ["ext4", "xfs", "btrfs"];

    /// <summary>The rows of a table in Markdown.</summary>
    /// <param name="layouts">OCI layouts of the images.</param>
    /// <param name="directory">Where there is room for them, three times.</param>
    public static async Task<string> RunAsync(IReadOnlyList<string> layouts, string directory, CancellationToken cancellationToken)
    {
        var table = new StringBuilder("| root of a second machine | median | p99 | slowest | 100 at once, all | each, p99 |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (var filesystem in s_filesystems)
        {
            await using var mount = await ScratchMount.TryCreateAsync(filesystem, FilesystemMebibytes, directory, cancellationToken);
            if (mount is null)
                continue;
            var store = new ImageStore(mount.Path, TimeProvider.System);
            foreach (var layout in layouts)
                await AppendAsync(table, store, layout, filesystem, mount.Path, cancellationToken);
        }

        return table.ToString();
    }

    private static async Task AppendAsync(StringBuilder table, ImageStore store, string layout, string filesystem, string directory, CancellationToken cancellationToken)
    {
        await using var source = ImageSources.Open("oci:" + layout, ImageSourceOptions.Default);
        using var first = await store.AcquireAsync(source, Platform.Current, PullPolicy.Missing, new Progress<ImageProgress>(), cancellationToken);
        foreach (var snapshotter in SnapshotterChoice.Of(store))
        {
            if (await snapshotter.ProbeAsync(directory, cancellationToken) is not null)
                continue;
            var work = new Start(store, snapshotter, first, new SnapshotConfig(directory, WritableBytes, DateTimeOffset.UnixEpoch));
            var isSlow = snapshotter is LoopSnapshotter;
            await work.RunAsync(isSlow ? 1 : Rounds / 10, cancellationToken);
            var times = await work.RunAsync(isSlow ? SlowRounds : Rounds, cancellationToken);
            var begun = Stopwatch.GetTimestamp();
            var together = isSlow ? null : await work.RunTogetherAsync(Crowd, cancellationToken);
            var all = Stopwatch.GetElapsedTime(begun);
            var crowd = together is null ? "| |" : $"{Show(all)} | {Show(At(together, 0.99))} |";
            table.Append($"| {snapshotter.Name}, {filesystem}, {Path.GetFileName(layout)} | {Show(At(times, 0.5))} | {Show(At(times, 0.99))} | {Show(At(times, 1))} | {crowd}\n");
            Console.Error.WriteLine($"{snapshotter.Name} on {filesystem}: {Show(At(times, 0.5))}");
        }
    }

    private static TimeSpan At(IEnumerable<TimeSpan> times, double quantile)
    {
        var sorted = times.Order().ToArray();
        return sorted[(int)Math.Ceiling((sorted.Length - 1) * quantile)];
    }

    private static string Show(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.00} ms");

    /// <summary>What a start does before its VMM.</summary>
    private sealed record Start(ImageStore Store, ISnapshotter Snapshotter, ImageLease First, SnapshotConfig Config)
    {
        public async Task<List<TimeSpan>> RunAsync(int rounds, CancellationToken cancellationToken)
        {
            var times = new List<TimeSpan>(rounds);
            for (var round = 0; round < rounds; round++)
                times.Add(await OnceAsync(cancellationToken));
            return times;
        }

        public async Task<TimeSpan[]> RunTogetherAsync(int count, CancellationToken cancellationToken) =>
            await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(() => OnceAsync(cancellationToken), cancellationToken)));

        private async Task<TimeSpan> OnceAsync(CancellationToken cancellationToken)
        {
            var begun = Stopwatch.GetTimestamp();
            using var lease = await Store.TryLeaseAsync(First.Name, First.Digest, First.Platform, cancellationToken) ?? throw new InvalidOperationException($"{First.Name} is gone.");
            await using var snapshot = await Snapshotter.CreateAsync(lease, Config, cancellationToken);
            snapshot.Verify();
            return Stopwatch.GetElapsedTime(begun);
        }
    }
}
