using Slipway.Containerd;
using Slipway.Images.Snapshots;
using Slipway.Images.Store;

namespace Slipway.Images.Tests.Store;

/// <summary>What this program does for <see cref="KillTests"/> until it is killed: everything that can be done with a store, at random, checking all it leases.</summary>
internal sealed class ChaosChild(ImageStore store, ISnapshotter snapshotter, string directory, ChaosContent content, Random random) : IProgress<ImageProgress>
{
    public const string Verb = "chaos-child";
    public const string Broken = "BROKEN";

    private static readonly LeaseName[] s_names = [LeaseName.Parse("release-1"), LeaseName.Parse("release-2")];

    /// <summary>Prints a line for each step; one that begins with <see cref="Broken"/> says that something is.</summary>
    /// <param name="snapshotter"><c>overlay</c>, <c>reflink</c>, or the socket of a containerd.</param>
    public static async Task<int> RunAsync(string directory, string stacks, string snapshotter, int seed)
    {
        // A disk that is always too full by some layers.
        var store = TestStore.Open(directory, TimeProvider.System, disk: static () => new DiskSpace(1L << 30, 0));
        var child = new ChaosChild(store, Snapshotter(snapshotter, store), directory, ChaosContent.Read(stacks), new Random(seed));
        while (true)
        {
            if (await child.StepAsync() is { } fault)
                Console.WriteLine($"{Broken}: {fault}");
            Console.WriteLine("step");
        }
    }

    public void Report(ImageProgress value)
    {
        if (value.Phase is ImagePhase.Downloaded or ImagePhase.Converting or ImagePhase.Done)
            Console.WriteLine(value.Phase);
    }

    /// <summary>One thing out of all; what is wrong, or null.</summary>
    private async Task<string?> StepAsync()
    {
        var index = Next(ChaosContent.Count);
        switch (Next(13))
        {
            case < 5:
                return await AcquireAsync(index);
            case 5:
                store.ReleaseLease(s_names[Next(s_names.Length)]);
                return null;
            case 6:
                return Remove(index);
            case 7:
                await store.PruneAsync(new PruneOptions(TimeSpan.Zero, IsForecast: Next(2) == 0), CancellationToken.None);
                return null;
            case 8:
                await store.PruneAsync(new PruneOptions(), CancellationToken.None);
                return null;
            case 9:
                var mark = DiskMark.OfBytes((1L << 30) - Next(400_000));
                await store.PruneAsync(new PruneOptions(Marks: new WaterMarks(mark, mark)), CancellationToken.None);
                return null;
            case 10:
                _ = store.Usage();
                return null;
            case 11:
                await store.SyncAsync(CancellationToken.None);
                return null;
            default:
                return await VerifyLeasesAsync();
        }
    }

    private async Task<string?> AcquireAsync(int index)
    {
        var source = new FakeSource(ChaosContent.NameOf(index), content[index]);
        using var lease = await store.AcquireAsync(source, FakeImage.Amd64, Next(2) == 0 ? PullPolicy.Always : PullPolicy.Missing, this, CancellationToken.None);
        if (Next(3) == 0)
            store.TakeLease(s_names[Next(s_names.Length)], lease);
        if (Next(4) == 0)
            (await store.FlattenAsync(lease, CancellationToken.None)).File.Dispose();
        if (Next(2) == 0)
            await StartAsync(lease);
        return content.FaultOf(lease);
    }

    /// <summary>As far as a machine's start goes without one: what is not the image's filesystem is refused.</summary>
    private async Task StartAsync(ImageLease lease)
    {
        await using var snapshot = await snapshotter.CreateAsync(lease, new SnapshotConfig(directory, 1 << 20, DateTimeOffset.UnixEpoch), CancellationToken.None);
        Console.WriteLine("snapshot");
        snapshot.Verify();
    }

    private string? Remove(int index)
    {
        try
        {
            store.Remove(ChaosContent.NameOf(index));
            return null;
        }
        catch (ImageException e) when (e.Code is ImageErrorCode.InUse or ImageErrorCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>What a lease names that was there all the time can be run.</summary>
    private async Task<string?> VerifyLeasesAsync()
    {
        foreach (var held in store.ListLeases())
        {
            using var lease = await store.TryLeaseAsync(held.Image, held.Digest, held.Platform, CancellationToken.None);
            var fault = lease is null ? $"lease {held.Name} holds {held.Digest}, which is gone" : content.FaultOf(lease);
            if (fault is not null && store.ListLeases().Contains(held))
                return fault;
        }

        return null;
    }

    private static ISnapshotter Snapshotter(string name, ImageStore store) => name switch
    {
        "overlay" => new OverlaySnapshotter(),
        "reflink" => new ReflinkSnapshotter(store),
        _ => new ContainerdSnapshotter(
            store, new ContainerdOptions(name) { AnswerTimeout = TimeSpan.FromMinutes(5) }, ChaosContent.Open, new ProgressLog(), TimeProvider.System),
    };

#pragma warning disable CA5394 // Chance that can be had again is what is wanted.
    private int Next(int end) => random.Next(end);
#pragma warning restore CA5394
}
