using Slipway.Images.Conversion;
using Slipway.Images.Layers;
using Slipway.Images.Tests.Layers;
using Slipway.Oci;

namespace Slipway.Images.Tests.Store;

public sealed class AcquireTests
{
    private const string Name = "registry.example/app:latest";

    [Fact]
    public async Task Acquire_UnknownName_PullsConvertsAndLeases()
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1);
        var progress = new ProgressLog();
        var source = new FakeSource(Name, image);
        using var lease = await store.AcquireAsync(source, PullPolicy.Missing, progress);

        Assert.Equal((Name, image.Resolved.Digest, FakeImage.Amd64), (lease.Name, lease.Digest, lease.Platform));
        Assert.Equal(["/bin/sh"], lease.Config.Config.Cmd!);
        Assert.Equal(store.RootfsFiles.Order(), lease.Layers.Select(layer => layer.Path).Order());
        Assert.Equal(image.LayerList.Select(layer => layer.Digest.Hex).Order(), source.Opened.Select(digest => digest.Hex).Order());
        Assert.Equal(5, store.BlobFiles.Count);
        Assert.Equal(ImagePhase.Done, progress.Events.Last().Phase);
        Assert.True(progress.Has(ImagePhase.Resolving) && progress.Has(ImagePhase.Downloading) && progress.Has(ImagePhase.Converting));
        await E2fsck.AssertCleanAsync(lease.Layers[0].Path);
    }

    [Fact]
    public async Task Acquire_KnownName_AsksNothing()
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1);
        await store.PullAsync(Name, image);

        var again = TestStore.Open(store.Directory, store.Clock);
        var source = new FakeSource(Name, image);
        using var lease = await again.AcquireAsync(source, FakeImage.Amd64, PullPolicy.Missing, new ProgressLog(), TestStore.Token);
        Assert.Equal((0, 0), (source.Resolved, source.Opened.Count));
        Assert.Equal(image.Resolved.Digest, lease.Digest);
    }

    [Fact]
    public async Task Acquire_Always_AsksWhatTheNameMeansAndNoMore()
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1);
        await store.PullAsync(Name, image);

        var source = new FakeSource(Name, image);
        using var lease = await store.AcquireAsync(source, PullPolicy.Always);
        Assert.Equal((1, 0), (source.Resolved, source.Opened.Count));
    }

    [Fact]
    public async Task Acquire_NeverAndUnknown_IsNotFound()
    {
        using var store = new TestStore();
        var source = new FakeSource(Name, FakeImage.Create(1));
        var failure = await Assert.ThrowsAsync<ImageException>(() => store.AcquireAsync(source, PullPolicy.Never));
        Assert.Equal((ImageErrorCode.NotFound, 0), (failure.Code, source.Resolved));
        Assert.Contains(Name, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Acquire_NewConverter_MakesTheImageAgainWithoutTheSource()
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1);
        await store.PullAsync(Name, image);

        var newer = TestStore.Open(store.Directory, store.Clock, number: 1000);
        var source = new FakeSource(Name, image);
        using var lease = await newer.AcquireAsync(source, FakeImage.Amd64, PullPolicy.Never, new ProgressLog(), TestStore.Token);
        Assert.Equal((0, 0), (source.Resolved, source.Opened.Count));
        Assert.Equal(6, store.RootfsFiles.Count);
        await newer.PruneAsync(new PruneOptions(), TestStore.Token);
        Assert.Equal(lease.Layers.Select(layer => layer.Path).Order(), store.RootfsFiles.Order());
    }

    [Fact]
    public async Task Acquire_LocalSource_IsAskedEachTimeAndNotCopied()
    {
        using var store = new TestStore();
        (await store.AcquireAsync(new FakeSource("oci:/srv/app", FakeImage.Create(1), isLocal: true))).Dispose();
        Assert.Equal(2, store.BlobFiles.Count);

        var changed = FakeImage.Create(2);
        using var lease = await store.AcquireAsync(new FakeSource("oci:/srv/app", changed, isLocal: true));
        Assert.Equal(changed.Resolved.Digest, lease.Digest);
    }

    [Fact]
    public async Task Acquire_SharedLayers_AreDownloadedOnce()
    {
        using var store = new TestStore();
        var (shared, own) = (FakeImage.LayerOf(1, 100_000), FakeImage.LayerOf(2, 100_000));
        await store.PullAsync("a.example/base:1", FakeImage.Of([shared], "base"));
        var source = await store.PullAsync("a.example/app:1", FakeImage.Of([shared, own, own], "app"));
        Assert.Equal(Digest.Of(own), Assert.Single(source.Opened));
    }

    [Fact]
    public async Task Acquire_LowerLayerHere_ConvertsWhileUpperDownloads()
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1, layers: 2);
        var progress = new ProgressLog();
        var source = new FakeSource(Name, image);
        source.Answer = async (blob, bytes, _) =>
        {
            if (blob.Digest == image.LayerList[1].Digest)
                await progress.ReachedAsync(ImagePhase.Converting);
            return new MemoryStream(bytes);
        };
        using var lease = await store.AcquireAsync(source, PullPolicy.Missing, progress);
        await E2fsck.AssertCleanAsync(lease.Layers[0].Path);
    }

    public static MatrixTheoryData<string, LayerFormat> Damages => new(["truncated", "another file system", "empty"], Enum.GetValues<LayerFormat>());

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Acquire_RootfsDamaged_IsMadeAgain(string damage, LayerFormat format)
    {
        using var store = new TestStore(format);
        var image = FakeImage.Create(1);
        await store.PullAsync(Name, image);
        var file = store.RootfsFiles.First(file => file.Contains(image.Resolved.Config.RootFs.DiffIds[1].Hex, StringComparison.Ordinal));
        using (var rootfs = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite))
        {
            if (damage == "another file system")
                RandomAccess.Write(rootfs, [1, 2, 3], 1024 + (format == LayerFormat.Ext4 ? 0x68 : 0x30));
            else
                RandomAccess.SetLength(rootfs, damage == "empty" ? 0 : RandomAccess.GetLength(rootfs) - 4096);
        }

        var source = new FakeSource(Name, image);
        using var lease = await store.AcquireAsync(source);
        Assert.Equal((0, 0), (source.Resolved, source.Opened.Count));
        Assert.True(FilesystemIdentity.Matches(lease.Layers[1].File, ImageIdentity.OfLayer(image.Resolved.Config.RootFs.DiffIds[1])));
        await LayerCheck.AssertCleanAsync(file);
    }

    [Theory]
    [InlineData("layers", "{")]
    [InlineData("layers", "{}{}")]
    [InlineData("layers", """{"ImplicitDirectories":null}""")]
    [InlineData("images", "{")]
    [InlineData("images", """{"MergedLayers":0,"Layers":null,"Directories":[]}""")]
    [InlineData("images", """{"MergedLayers":-1,"Layers":[7],"Directories":[]}""")]
    [InlineData("images", """{"MergedLayers":0,"Layers":[0,1,3],"Directories":[]}""")]
    public async Task Acquire_RecordOfLayersDamaged_IsMadeAgain(string folder, string content)
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1);
        await store.PullAsync(Name, image);
        foreach (var file in Directory.GetFiles(Path.Combine(store.Directory, folder), "*.json"))
            await File.WriteAllTextAsync(file, content, TestStore.Token);

        var source = new FakeSource(Name, image);
        using var lease = await store.AcquireAsync(source);

        Assert.Equal((0, 0, 3), (source.Resolved, source.Opened.Count, lease.Layers.Count));
    }

    [Fact]
    public async Task Acquire_StoredLayerDamaged_IsFetchedAgain()
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1);
        await store.PullAsync(Name, image);
        store.RootfsFiles.ToList().ForEach(File.Delete);
        var layer = store.BlobFiles.Single(file => file.EndsWith(image.LayerList[1].Digest.Hex, StringComparison.Ordinal));
        using (var blob = File.OpenHandle(layer, FileMode.Open, FileAccess.ReadWrite))
            RandomAccess.Write(blob, [1, 2, 3], 1000);

        var source = new FakeSource(Name, image);
        using var lease = await store.AcquireAsync(source);
        Assert.Equal(image.LayerList[1].Digest, Assert.Single(source.Opened));
        Assert.Equal(1, source.Resolved);
    }

    [Fact]
    public async Task Acquire_RecordDamaged_IsListedAndPulledAgain()
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1);
        await store.PullAsync(Name, image);
        var record = Assert.Single(Directory.GetFiles(Path.Combine(store.Directory, "names")));
        foreach (var content in new[] { "", "{", "null", "[]", "{\"name\":null,\"platform\":\"x\",\"digest\":\"y\",\"pulled\":\"2031-01-01T00:00:00Z\"}", "{\"other\":1}" })
        {
            await File.WriteAllTextAsync(record, content, TestStore.Token);
            Assert.Equal([record], store.Store.List().Damaged);
            Assert.Empty(Assert.Single(store.Store.List().Images).Names);
            var source = await store.PullAsync(Name, image);
            Assert.Equal((1, 0), (source.Resolved, source.Opened.Count));
            Assert.Equal(Name, Assert.Single(Assert.Single(store.Store.List().Images).Names).Name);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Acquire_DiskFull_SaysWhereAndHowMuch(bool isLocal)
    {
        using var store = new TestStore();
        var (mounted, _) = await Tool.RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", store.Directory);
        Assert.SkipUnless(mounted == 0, "mounting a small file system needs root");
        try
        {
            var small = TestStore.Open(store.Directory, store.Clock);
            var source = new FakeSource(Name, FakeImage.Create(1, layers: 1, layerBytes: 3_000_000), isLocal);
            var failure = await Assert.ThrowsAsync<ImageException>(
                () => small.AcquireAsync(source, FakeImage.Amd64, PullPolicy.Missing, new ProgressLog(), TestStore.Token));
            Assert.Equal(ImageErrorCode.DiskFull, failure.Code);
            Assert.Contains(store.Directory, failure.Message, StringComparison.Ordinal);
            Assert.Empty(store.RootfsFiles);
            Assert.Equal(0, store.OpenDescriptors);
        }
        finally
        {
            await Tool.RunAsync("umount", store.Directory);
        }
    }
}
