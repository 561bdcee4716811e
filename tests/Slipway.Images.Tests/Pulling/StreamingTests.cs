using Slipway.Images.Conversion;
using Slipway.Images.Tests.Conversion;
using Slipway.Images.Tests.Store;
using Slipway.Oci;

namespace Slipway.Images.Tests.Pulling;

/// <summary>Layers are converted while they arrive.</summary>
public sealed class StreamingTests
{
    private const string Name = "registry.example/app:latest";

    [Fact]
    public async Task Layer_HalfOfItHere_IsBeingConverted()
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1, layers: 1, layerBytes: 24_000_000);
        var progress = new ProgressLog();
        var source = new FakeSource(Name, image) { Answer = (_, bytes, _) => Task.FromResult<Stream>(new HeldStream(bytes, bytes.Length / 2, progress.ReachedAsync(ImagePhase.Converting))) };
        using var lease = await store.AcquireAsync(source, PullPolicy.Missing, progress);
        await E2fsck.AssertCleanAsync(lease.Layers[0].Path);
    }

    [Fact]
    public async Task Downloads_ThatStall_KeepNoOtherLayerFromConverting()
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1, layers: ImageLease.MaxLayers, layerBytes: 50_000);
        var stalled = image.LayerList.Take(2).Select(layer => layer.Digest).ToList();
        var others = new Reached(image.LayerList.Skip(2).Sum(layer => layer.Size));
        var source = new FakeSource(Name, image)
        {
            Answer = (blob, bytes, _) => Task.FromResult<Stream>(stalled.Contains(blob.Digest) ? new HeldStream(bytes, 1000, others.Task) : new MemoryStream(bytes)),
        };
        using var lease = await store.Store.AcquireAsync(source, FakeImage.Amd64, PullPolicy.Missing, others, TestStore.Token);
        Assert.Equal(ImageLease.MaxLayers, lease.Layers.Count);
    }

    [Fact]
    public async Task Layer_DamagedButWhatItsDigestSays_FailsAsTheImagesFault()
    {
        using var store = new TestStore();
        byte[] damaged = OciLayout.Gzip(FakeImage.LayerOf(1, 500_000));
        damaged[100_000] ^= 1;
        var failure = await Assert.ThrowsAsync<ConversionException>(() => store.AcquireAsync(new FakeSource(Name, FakeImage.Of([damaged], "damaged"))));
        Assert.Equal(ConversionError.DamagedLayer, failure.Error);
        Assert.Empty(store.RootfsFiles);
        Assert.Equal(0, store.OpenDescriptors);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Layer_ChangedOnTheWay_FailsByItsDigest(bool isLocal)
    {
        using var store = new TestStore();
        byte[] blob = OciLayout.Gzip(FakeImage.LayerOf(1, 500_000));
        byte[] changed = [.. blob];
        changed[100_000] ^= 1;
        var source = new FakeSource(Name, FakeImage.Of([blob], "changed"), isLocal) { Answer = (layer, _, _) => Task.FromResult<Stream>(new VerifyingSource(changed, layer.Digest)) };
        var failure = await Assert.ThrowsAsync<OciException>(() => store.AcquireAsync(source));
        Assert.Equal(OciErrorCode.DigestMismatch, failure.Code);
        Assert.Empty(store.RootfsFiles);
        Assert.Equal(0, store.OpenDescriptors);
    }

    [Fact]
    public async Task Never_LayersToMergeAreGone_IsNotFoundAndAsksNothing()
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1, layers: 12, layerBytes: 1_000);
        await store.PullAsync(Name, image);
        Directory.GetFiles(Path.Combine(store.Directory, "images"), "*.json").ToList().ForEach(File.Delete);
        store.RootfsFiles.Where(file => Path.GetFileName(file).StartsWith("chain-", StringComparison.Ordinal)).ToList().ForEach(File.Delete);
        // The lowest are here, each for itself, as another image may have left them.
        await store.PullAsync("registry.example/base:1", FakeImage.Of([.. image.LayerList.Take(3).Select(layer => image.Layers[layer.Digest])], "base"));
        image.LayerList.Select(layer => Path.Combine(store.Directory, "blobs", "sha256", layer.Digest.Hex)).ToList().ForEach(File.Delete);

        var source = new FakeSource(Name, image);
        var failure = await Assert.ThrowsAsync<ImageException>(() => store.AcquireAsync(source, PullPolicy.Never));
        Assert.Equal((ImageErrorCode.NotFound, 0, 0), (failure.Code, source.Resolved, source.Opened.Count));
    }

    /// <summary>Done as soon as so many bytes are converted.</summary>
    private sealed class Reached(long bytes) : IProgress<ImageProgress>
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _reached.Task;

        public void Report(ImageProgress value)
        {
            if (value.Phase == ImagePhase.Converting && value.DoneBytes >= bytes)
                _reached.TrySetResult();
        }
    }
}
