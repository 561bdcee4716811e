using Slipway.Images.Content;
using Slipway.Images.Layers;
using Slipway.Images.Leases;
using Slipway.Images.Names;
using Slipway.Images.Rootfs;
using Slipway.Images.Store;

namespace Slipway.Images.Tests.Store;

/// <summary>What a collection takes, in which order, and what it leaves.</summary>
[Collection(AloneCollection.Name)]
public sealed class CollectionTests
{
    [Fact]
    public async Task Prune_DuringAPull_TakesAllElse()
    {
        using var store = new TestStore(isInMemory: true);
        await store.PullAsync("a.example/other:1", FakeImage.Create(2));
        var image = FakeImage.Create(1);
        using var pull = new GatedPull(store, "a.example/app:1", image);
        await pull.HasBegunAsync();

        var report = await store.PruneAsync(TimeSpan.Zero);
        Assert.Equal([FakeImage.Create(2).Resolved.Digest], report.Images);
        Assert.Equal((5, 3), (report.Blobs, report.Layers));

        using var lease = await pull.EndAsync();
        Assert.Equal(3, pull.Source.Opened.Count);
        Assert.Equal((3, 5), (store.RootfsFiles.Count, store.BlobFiles.Count));
    }

    [Fact]
    public async Task Prune_LayerThatAPullFoundHere_Stays()
    {
        using var store = new TestStore(isInMemory: true);
        var (shared, old, own) = (FakeImage.LayerOf(1, 50_000), FakeImage.LayerOf(2, 50_000), FakeImage.LayerOf(3, 50_000));
        await store.PullAsync("a.example/old:1", FakeImage.Of([shared, old], "old"));
        using var pull = new GatedPull(store, "a.example/app:1", FakeImage.Of([shared, own], "app"));
        await pull.HasBegunAsync();

        var report = await store.PruneAsync(TimeSpan.Zero);
        Assert.Single(report.Images);
        Assert.Equal(1, report.Layers);

        using var lease = await pull.EndAsync();
        Assert.Equal(Oci.Digest.Of(own), Assert.Single(pull.Source.Opened));
        Assert.Equal(2, lease.Layers.Count);
    }

    [Fact]
    public async Task Prune_ManifestLostUnderAMachine_KeepsWhatItRunsFrom()
    {
        using var store = new TestStore(isInMemory: true);
        using (var lease = await store.AcquireAsync(new FakeSource("a.example/app:1", FakeImage.Create(1))))
        {
            File.Delete(Path.Combine(store.Directory, "blobs", "sha256", lease.Digest.Hex));
            Assert.Equal((4, 0), await CountAsync());
            Assert.All(lease.Layers, layer => Assert.True(File.Exists(layer.Path)));
        }

        Assert.Equal((0, 3), await CountAsync());

        async Task<(int Blobs, int Layers)> CountAsync()
        {
            var report = await store.PruneAsync();
            return (report.Blobs, report.Layers);
        }
    }

    [Fact]
    public async Task Sweep_PullThatEndsAfterItsFirstLook_LosesNothing()
    {
        using var store = new TestStore(isInMemory: true);
        var (blobs, layers, rootfs) = (new BlobStore(store.Directory), new LayerStore(store.Directory, "this boot"), new RootfsStore(store.Directory, store.Clock));
        var locks = new StoreLocks(Path.Combine(store.Directory, "images", ".lock"));
        var (names, leases) = (new NameStore(store.Directory, locks), new LeaseStore(store.Directory));
        Catalog Look() => Catalog.Read(names, rootfs, leases, new StoredImages(blobs));
        var looks = new Queue<Catalog>([Look()]);
        await store.PullAsync("a.example/app:1", FakeImage.Create(1));
        looks.Enqueue(Look());

        var sweep = new StoreSweep(new StoreObjects(blobs, layers, rootfs, WriterVersion.Current), locks, store.Clock.GetUtcNow(), looks.Dequeue);
        Assert.Empty(sweep.Run(new HashSet<StoreObject>()));
        Assert.Empty(looks);
        Assert.Equal((3, 5), (store.RootfsFiles.Count, store.BlobFiles.Count));
    }

    [Fact]
    public async Task Prune_Marks_TakeCompressedLayersThenTheLongestUnused()
    {
        using var store = new TestStore(isInMemory: true);
        var images = await PullDailyAsync(store, 3);
        Assert.Equal(0, (await store.PruneAsync(0)).ReclaimedBytes);

        var first = await store.PruneAsync(1);
        Assert.Equal((0, 1, 0), (first.Images.Count, first.Blobs, first.Layers));
        var compressed = await store.PruneAsync(8 * 600_000);
        Assert.Equal((0, 8, 0), (compressed.Images.Count, compressed.Blobs, compressed.Layers));
        var second = await store.PruneAsync(1);
        Assert.Equal([images[0].Resolved.Digest], second.Images);
        Assert.Equal((2, 3), (second.Blobs, second.Layers));
        Assert.Equal(images[1..].Select(image => image.Resolved.Digest), (await store.PruneAsync(long.MaxValue)).Images);
        Assert.Empty(store.BlobFiles.Concat(store.RootfsFiles));
    }

    [Fact]
    public async Task Prune_CompressedLayersGone_ImageStillStartsUnasked()
    {
        using var store = new TestStore(isInMemory: true);
        var image = FakeImage.Create(1);
        await store.PullAsync("a.example/app:1", image);
        await store.PruneAsync(3 * 600_000);
        Assert.Equal((2, 3), (store.BlobFiles.Count, store.RootfsFiles.Count));
        var source = new FakeSource("a.example/app:1", image);
        using var lease = await store.AcquireAsync(source, PullPolicy.Always);
        Assert.Empty(source.Opened);
    }

    [Fact]
    public async Task Prune_Marks_BelowTheHighOneTakeNothing()
    {
        using var store = new TestStore(isInMemory: true);
        await store.PullAsync("a.example/app:1", FakeImage.Create(1));
        store.Disk = new DiskSpace(80, 20);
        var options = new PruneOptions(Marks: new WaterMarks(DiskMark.OfPercent(80), DiskMark.OfPercent(10)));
        Assert.Equal(0, (await store.Store.PruneAsync(options, TestStore.Token)).ReclaimedBytes);
        store.Disk = new DiskSpace(81, 19);
        Assert.NotEqual(0, (await store.Store.PruneAsync(options, TestStore.Token)).ReclaimedBytes);
    }

    [Fact]
    public async Task Prune_Marks_PassOverTheImageInUse()
    {
        using var store = new TestStore(isInMemory: true);
        var images = await PullDailyAsync(store, 3);
        using var lease = await store.Store.TryLeaseAsync("app", images[0].Resolved.Digest, FakeImage.Amd64, TestStore.Token);
        store.Clock.Now += TimeSpan.FromDays(1);
        await store.PruneAsync(9 * 600_000);
        File.SetLastWriteTimeUtc(Directory.GetFiles(Path.Combine(store.Directory, "images"), $"*{images[0].Resolved.Digest.Hex}*")[0], DateTime.UnixEpoch);

        var report = await store.PruneAsync(1);
        Assert.Equal([images[1].Resolved.Digest], report.Images);
        var kept = Assert.Single(report.Kept);
        Assert.Equal(images[0].Resolved.Digest, kept.Digest);
        Assert.Equal([new ImageHolder(ImageHolderKind.Machine)], kept.Holders);
    }

    [Fact]
    public async Task Prune_Forecast_SaysWhatGoesAndRemovesNothing()
    {
        using var store = new TestStore(isInMemory: true);
        await PullDailyAsync(store, 3);
        var files = Directory.GetFiles(store.Directory, "*", SearchOption.AllDirectories);
        var forecast = await store.PruneAsync(12 * 600_000, isForecast: true);
        Assert.Equal(files, Directory.GetFiles(store.Directory, "*", SearchOption.AllDirectories));
        Assert.Equivalent(forecast, await store.PruneAsync(12 * 600_000), strict: true);
        Assert.Single(forecast.Images);
    }

    [Fact]
    public async Task Prune_FullDisk_MakesRoomForThePullThatWasToldSo()
    {
        using var store = new TestStore();
        var (mounted, _) = await Tool.RunAsync("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", store.Directory);
        Assert.SkipUnless(mounted == 0, "mounting a small file system needs root");
        try
        {
            var small = TestStore.Open(store.Directory, store.Clock);
            (await AcquireAsync(small, "a.example/app:1", 1)).Dispose();
            var full = await Assert.ThrowsAsync<ImageException>(() => AcquireAsync(small, "a.example/app:2", 2));
            Assert.Matches(@"are free\. slipway image prune would free [1-9]\d* bytes, slipway image prune --all [1-9]\d*; or enlarge the disk\.$", full.Message);

            var marks = new WaterMarks(DiskMark.OfPercent(50), DiskMark.OfPercent(40));
            var report = await small.PruneAsync(new PruneOptions(Marks: marks), TestStore.Token);
            Assert.Empty(report.Images);
            Assert.True(report.ReclaimedBytes > 2_000_000);
            (await AcquireAsync(small, "a.example/app:2", 2)).Dispose();
            Assert.Equal(2, small.List().Images.Count);
        }
        finally
        {
            await Tool.RunAsync("umount", store.Directory);
        }
    }

    [Fact]
    public async Task List_SharedLayers_AreSaidToBeShared()
    {
        using var store = new TestStore(isInMemory: true);
        var (shared, own) = (FakeImage.LayerOf(1, 200_000), FakeImage.LayerOf(2, 100_000));
        await store.PullAsync("a.example/app:1", FakeImage.Of([shared, own], "app"));
        await store.PullAsync("a.example/base:1", FakeImage.Of([shared], "base"));
        var usage = store.Store.Usage();
        var images = store.Store.List().Images;
        Assert.Equal(images[1].RootfsBytes, images[0].SharedBytes);
        Assert.Equal(images[1].RootfsBytes, images[1].SharedBytes);
        Assert.InRange(images[0].RootfsBytes!.Value - images[0].SharedBytes!.Value, 100_000, 200_000);
        Assert.Equal((6, 2), (usage.Blobs.Count, usage.Layers.Count));
        Assert.Equal(usage.Blobs.Bytes + usage.Layers.Bytes, usage.Images.Sum(image => image.OwnBytes) + usage.Images[0].SharedBytes);
        Assert.Equal(usage.ReclaimableBytes, usage.Blobs.Bytes + usage.Layers.Bytes);
    }

    private static Task<ImageLease> AcquireAsync(ImageStore store, string name, int seed) => store.AcquireAsync(
        new FakeSource(name, FakeImage.Create(seed, layers: 1, layerBytes: 2_000_000)), FakeImage.Amd64, PullPolicy.Missing, new ProgressLog(), TestStore.Token);

    private static async Task<List<FakeImage>> PullDailyAsync(TestStore store, int count)
    {
        var images = Enumerable.Range(1, count).Select(seed => FakeImage.Create(seed)).ToList();
        foreach (var (day, image) in images.Index())
        {
            await store.PullAsync($"a.example/app:{day}", image);
            store.Clock.Now += TimeSpan.FromDays(1);
        }

        return images;
    }
}
