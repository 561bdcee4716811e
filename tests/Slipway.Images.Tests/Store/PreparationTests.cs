using Slipway.Images.Conversion;
using Slipway.Oci;

namespace Slipway.Images.Tests.Store;

/// <summary>Layers and images that are made ready before anybody asks for them, and whom they are given to.</summary>
public sealed class PreparationTests
{
    private const string Name = "registry.example/app:latest";

    [Fact]
    public async Task Layers_Prepared_AreNotAskedForAgain()
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1);
        foreach (var blob in image.LayerList)
            await PrepareAsync(store, image.Layers[blob.Digest]);
        var source = await store.PullAsync(Name, image);
        Assert.Empty(source.Opened);
        Assert.Equal(0, store.OpenDescriptors);
    }

    [Fact]
    public async Task Layer_PreparedTwice_IsReadOnce()
    {
        using var store = new TestStore();
        var layer = FakeImage.LayerOf(1, 5000);
        Assert.Equal(1, await PrepareAsync(store, layer));
        Assert.Equal(0, await PrepareAsync(store, layer));
    }

    /// <summary>As pushes and machines want the same processors.</summary>
    [Fact]
    public async Task Layer_Prepared_IsConvertedByThreadsThatGiveWay()
    {
        using var store = new TestStore();
        var (layer, prepared, pulled) = (FakeImage.LayerOf(1, 5000), new NicenessStream(), new NicenessStream());
        await store.Store.PrepareLayerAsync(Digest.Of(layer), layer.Length, _ => Task.FromResult(prepared.Of(layer)), TestStore.Token);
        Assert.Equal(Math.Min(NicenessStream.OfThisThread() + 10, 19), prepared.Niceness);
        var other = FakeImage.LayerOf(2, 5000);
        using var lease = await store.AcquireAsync(new FakeSource(Name, FakeImage.Of([other], "pulled"), isLocal: true) { Answer = (_, bytes, _) => Task.FromResult(pulled.Of(bytes)) });
        Assert.Equal(NicenessStream.OfThisThread(), pulled.Niceness);
    }

    [Fact]
    public async Task Layer_Prepared_WaitsForItsImageForAnHour()
    {
        using var store = new TestStore();
        await PrepareAsync(store, FakeImage.LayerOf(1, 5000));
        store.Clock.Now += TimeSpan.FromMinutes(59);
        await store.PruneAsync();
        Assert.Single(store.RootfsFiles);
        store.Clock.Now += TimeSpan.FromMinutes(2);
        await store.PruneAsync();
        Assert.Empty(store.RootfsFiles);
    }

    [Fact]
    public async Task Image_Prepared_RunsWithoutItsSourceAndHasNoName()
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1);
        await store.Store.PrepareAsync(new FakeSource("pushed", image, isLocal: true), FakeImage.Amd64, TestStore.Token);
        Assert.Empty(Assert.Single(store.Store.List().Images).Names);
        var source = await store.PullAsync(Name, image);
        Assert.Equal((1, 0), (source.Resolved, source.Opened.Count));
    }

    [Fact]
    public async Task Blob_ThatIsNoLayer_SaysSoAndLeavesNothing()
    {
        using var store = new TestStore();
        await Assert.ThrowsAsync<ConversionException>(() => PrepareAsync(store, "{\"not\": \"a tar\"}"u8.ToArray()));
        Assert.Empty(Directory.GetFiles(Path.Combine(store.Directory, "layers")));
        Assert.Equal(0, store.OpenDescriptors);
    }

    /// <summary>A diff id is no secret. Who has not the layer itself must not get it of those who have.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Layer_OfSomebodyElse_IsNotHadByItsDiffIdAlone(bool isLocal)
    {
        using var store = new TestStore();
        var (secret, own) = (FakeImage.LayerOf(1, 5000), FakeImage.LayerOf(2, 5000));
        await store.PullAsync(Name, FakeImage.Of([secret], "theirs"));
        var thief = new FakeSource("registry.example/thief:1", FakeImage.Of([own], "thief", [Digest.Of(secret)]), isLocal);
        var failure = await Assert.ThrowsAsync<ConversionException>(() => store.AcquireAsync(thief));
        Assert.Equal(ConversionError.DiffIdMismatch, failure.Error);
        Assert.Null(await store.Store.TryLeaseAsync("thief", thief.Resolution.Digest, FakeImage.Amd64, TestStore.Token));
    }

    /// <summary>The same for layers that are merged because they cannot be stacked.</summary>
    [Fact]
    public async Task MergedLayers_OfSomebodyElse_AreNotHadByTheirDiffIdsAlone()
    {
        using var store = new TestStore();
        byte[][] secret = [.. Enumerable.Range(0, ImageLease.MaxLayers + 2).Select(i => FakeImage.LayerOf(i, 500))];
        byte[][] own = [.. Enumerable.Range(100, ImageLease.MaxLayers + 2).Select(i => FakeImage.LayerOf(i, 500))];
        await store.PullAsync(Name, FakeImage.Of(secret, "theirs"));
        var thief = new FakeSource("registry.example/thief:1", FakeImage.Of(own, "thief", [.. secret.Select(blob => Digest.Of(blob))]));
        var failure = await Assert.ThrowsAsync<ConversionException>(() => store.AcquireAsync(thief));
        Assert.Equal(ConversionError.DiffIdMismatch, failure.Error);
    }

    [Fact]
    public async Task Layer_PackedAnotherWay_IsReadAndStaysTheSameFile()
    {
        using var store = new TestStore();
        var layer = FakeImage.LayerOf(1, 5000);
        await store.PullAsync(Name, FakeImage.Of([layer], "plain"));
        var made = File.GetLastWriteTimeUtc(Assert.Single(store.RootfsFiles));
        var packed = FakeImage.Of([Gzip(layer)], "packed", [Digest.Of(layer)]);
        Assert.Single((await store.PullAsync("registry.example/app:packed", packed)).Opened);
        Assert.Equal(made, File.GetLastWriteTimeUtc(Assert.Single(store.RootfsFiles)));
        store.Store.Remove("registry.example/app:packed");
        Assert.Empty((await store.PullAsync("registry.example/app:again", packed)).Opened);
    }

    /// <summary>How often the blob was opened.</summary>
    private static async Task<int> PrepareAsync(TestStore store, byte[] blob)
    {
        var opened = 0;
        await store.Store.PrepareLayerAsync(
            Digest.Of(blob),
            blob.Length,
            _ =>
            {
                opened++;
                return Task.FromResult<Stream>(new MemoryStream(blob));
            },
            TestStore.Token);
        return opened;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
