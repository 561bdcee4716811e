using Slipway.Oci;

namespace Slipway.Images.Tests.Store;

/// <summary>One store whose images are here in several formats.</summary>
[Collection(AloneCollection.Name)]
public sealed class FormatTests
{
    private const string Name = "a.example/app:1";

    private static readonly FakeImage s_image = FakeImage.Create(1);

    private static Digest Digest => s_image.Resolved.Digest;

    [Fact]
    public async Task Acquire_InAnotherFormat_ConvertsWithoutTheSourceAndKeepsBoth()
    {
        using var store = new TestStore();
        using var ext4 = await store.AcquireAsync(new FakeSource(Name, s_image));
        var source = new FakeSource(Name, s_image);

        using var erofs = await AcquireAsync(store, LayerFormat.Erofs, source, PullPolicy.Never);

        Assert.Equal((0, 0), (source.Resolved, source.Opened.Count));
        Assert.All(ext4.Layers, layer => Assert.EndsWith(".v1.ext4", layer.Path, StringComparison.Ordinal));
        Assert.All(erofs.Layers, layer => Assert.EndsWith(".v1-erofs.erofs", layer.Path, StringComparison.Ordinal));
        Assert.Equal(ext4.Layers.Select(layer => layer.Identity), erofs.Layers.Select(layer => layer.Identity));
        Assert.Equal(6, store.RootfsFiles.Count);
    }

    [Theory]
    [InlineData(LayerFormat.Ext4, LayerFormat.Erofs)]
    [InlineData(LayerFormat.Erofs, LayerFormat.Ext4)]
    [InlineData(LayerFormat.Erofs, LayerFormat.ErofsLz4)]
    public async Task Lease_OfAnotherFormat_IsNone(LayerFormat made, LayerFormat wanted)
    {
        using var store = new TestStore(made);
        await store.PullAsync(Name, s_image);
        var other = TestStore.Open(store.Directory, store.Clock, wanted);

        Assert.Null(await other.TryLeaseAsync(Name, Digest, FakeImage.Amd64, TestStore.Token));
        using var lease = await store.Store.TryLeaseAsync(Name, Digest, FakeImage.Amd64, TestStore.Token);
        Assert.NotNull(lease);
    }

    [Theory]
    [InlineData(LayerFormat.Ext4)]
    [InlineData(LayerFormat.Erofs)]
    public async Task Prune_ByAStoreOfEitherFormat_KeepsWhatImagesNeedInBoth(LayerFormat pruning)
    {
        using var store = new TestStore();
        await PullInBothAsync(store);

        var report = await TestStore.Open(store.Directory, store.Clock, pruning).PruneAsync(new PruneOptions(), TestStore.Token);

        Assert.Equal(0, report.ReclaimedBytes);
        Assert.Equal(6, store.RootfsFiles.Count);
    }

    [Fact]
    public async Task Remove_ImageInTwoFormats_TakesAllOfIt()
    {
        using var store = new TestStore();
        await PullInBothAsync(store);

        Assert.Equal([Digest], store.Store.Remove(Name).Images);

        Assert.Empty(store.RootfsFiles.Concat(store.BlobFiles));
        Assert.Empty(Directory.GetFiles(Path.Combine(store.Directory, "images"), "*.json"));
    }

    [Fact]
    public async Task Remove_WhileAMachineOfAnotherFormatRuns_IsRefused()
    {
        using var store = new TestStore();
        using var lease = await AcquireAsync(store, LayerFormat.Erofs, new FakeSource(Name, s_image));
        Assert.Equal(ImageErrorCode.InUse, Assert.Throws<ImageException>(() => store.Store.Remove(Name)).Code);
        await store.PruneAsync(TimeSpan.Zero);
        Assert.Equal(3, store.RootfsFiles.Count);
    }

    [Fact]
    public async Task Prune_ImageUsedInAnotherFormatMeanwhile_CountsAsUsed()
    {
        using var store = new TestStore();
        await PullInBothAsync(store);
        store.Clock.Now += TimeSpan.FromHours(2);
        (await AcquireAsync(store, LayerFormat.Erofs, new FakeSource(Name, s_image))).Dispose();
        await store.PruneAsync(TimeSpan.FromHours(1));
        Assert.Single(store.Store.List().Images);
        store.Clock.Now += TimeSpan.FromHours(2);
        await store.PruneAsync(TimeSpan.FromHours(1));
        Assert.Empty(store.Store.List().Images);
    }

    [Fact]
    public async Task Export_ImageThatIsHereInAnotherFormatOnly_ReadsThat()
    {
        using var store = new TestStore();
        (await AcquireAsync(store, LayerFormat.Erofs, new FakeSource(Name, s_image))).Dispose();
        using var tar = new MemoryStream();
        await store.Store.ExportAsync(Name, tar, TestStore.Token);
        Assert.InRange(tar.Length, 1_800_000, 2_000_000);
    }

    [Fact]
    public async Task Usage_ImageInTwoFormats_CountsEachLayerOnce()
    {
        using var store = new TestStore();
        await PullInBothAsync(store);
        var usage = store.Store.Usage();
        Assert.Equal((6, 5, 0L), (usage.Layers.Count, usage.Blobs.Count, usage.GarbageBytes));
        Assert.Equal(usage.Layers.Bytes + usage.Blobs.Bytes, Assert.Single(usage.Images).OwnBytes);
        Assert.Equal(store.Store.List().Images[0].RootfsBytes, await SumAsync(store, LayerFormat.Ext4));
    }

    [Fact]
    public async Task Layer_PreparedInOneFormat_IsPreparedInAnotherToo()
    {
        using var store = new TestStore();
        var layer = FakeImage.LayerOf(1, 5000);
        foreach (var format in Enum.GetValues<LayerFormat>())
        {
            await TestStore.Open(store.Directory, store.Clock, format).PrepareLayerAsync(
                Oci.Digest.Of(layer), layer.Length, _ => Task.FromResult<Stream>(new MemoryStream(layer)), TestStore.Token);
        }

        Assert.Equal(3, store.RootfsFiles.Count);
    }

    private static async Task PullInBothAsync(TestStore store)
    {
        await store.PullAsync(Name, s_image);
        (await AcquireAsync(store, LayerFormat.Erofs, new FakeSource(Name, s_image))).Dispose();
    }

    private static Task<ImageLease> AcquireAsync(TestStore store, LayerFormat format, FakeSource source, PullPolicy policy = PullPolicy.Missing) =>
        TestStore.Open(store.Directory, store.Clock, format).AcquireAsync(source, FakeImage.Amd64, policy, new ProgressLog(), TestStore.Token);

    private static async Task<long> SumAsync(TestStore store, LayerFormat format)
    {
        using var lease = await AcquireAsync(store, format, new FakeSource(Name, s_image));
        return lease.Layers.Sum(layer => Slipway.Linux.Files.AllocatedSize.Of(layer.Path) + Slipway.Linux.Files.AllocatedSize.Of(Path.ChangeExtension(layer.Path, ".json")));
    }
}
