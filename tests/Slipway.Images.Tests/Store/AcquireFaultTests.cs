using Slipway.Oci;

namespace Slipway.Images.Tests.Store;

/// <summary>Whatever a source does in the middle of an image, nothing half made stays: no blob, no rootfs, no name, no open file.</summary>
public sealed class AcquireFaultTests
{
    private const string Name = "registry.example/app:latest";

    [Theory]
    [InlineData("short", OciErrorCode.DigestMismatch)]
    [InlineData("long", OciErrorCode.DigestMismatch)]
    [InlineData("changed", OciErrorCode.DigestMismatch)]
    [InlineData("broken", OciErrorCode.Unreachable)]
    [InlineData("refused", OciErrorCode.Forbidden)]
    public async Task Acquire_LayerFails_LeavesNothingOfIt(string fault, OciErrorCode code)
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1, layers: 4);
        var bad = image.LayerList[1].Digest;
        var source = new FakeSource(Name, image);
        source.Answer = (blob, bytes, _) => Task.FromResult<Stream>(blob.Digest != bad ? new MemoryStream(bytes) : fault switch
        {
            "short" => new MemoryStream(bytes, 0, bytes.Length - 1),
            "long" => new MemoryStream([.. bytes, 0]),
            "changed" => new MemoryStream([1, .. bytes[1..]]),
            "broken" => new BreakingStream(bytes[..300_000], _ => throw new OciException(OciErrorCode.Unreachable, "cut")),
            _ => throw new OciException(OciErrorCode.Forbidden, "no"),
        });

        var failure = await Assert.ThrowsAsync<OciException>(() => store.AcquireAsync(source));
        Assert.Equal(code, failure.Code);
        await AssertNothingOfAsync(store, bad);
        using var lease = await store.AcquireAsync(new FakeSource(Name, image));
        await E2fsck.AssertCleanAsync(lease.Layers[0].Path);
    }

    [Fact]
    public async Task Acquire_CancelledInALayer_LeavesNothingOfIt()
    {
        using var store = new TestStore();
        using var cancel = new CancellationTokenSource();
        var image = FakeImage.Create(1);
        var bad = image.LayerList[2].Digest;
        var source = new FakeSource(Name, image);
        source.Answer = (blob, bytes, _) => Task.FromResult<Stream>(blob.Digest != bad ? new MemoryStream(bytes) : new BreakingStream(bytes[..300_000], async token =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            return 0;
        }));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => store.Store.AcquireAsync(source, FakeImage.Amd64, PullPolicy.Missing, new ProgressLog(), cancel.Token));
        await AssertNothingOfAsync(store, bad);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Acquire_ImageContradictsItself_IsRefused(bool tooFewDiffIds)
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1);
        var content = image.Resolved.Manifest.Content;
        var broken = tooFewDiffIds
            ? content with { Layers = [.. content.Layers, content.Layers[0]] }
            : content with { Layers = [.. content.Layers.Select(layer => layer with { Size = long.MaxValue })] };
        var source = new FakeSource(Name, image) { Resolution = image.Resolved with { Manifest = image.Resolved.Manifest with { Content = broken } } };
        var failure = await Assert.ThrowsAsync<OciException>(() => store.AcquireAsync(source));
        Assert.Equal(tooFewDiffIds ? OciErrorCode.Malformed : OciErrorCode.TooLarge, failure.Code);
        Assert.Empty(store.BlobFiles);
    }

    private static async Task AssertNothingOfAsync(TestStore store, Digest layer)
    {
        Assert.DoesNotContain(store.BlobFiles, file => file.EndsWith(layer.Hex, StringComparison.Ordinal));
        Assert.DoesNotContain(store.RootfsFiles, file => file.Contains(layer.Hex, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(Path.Combine(store.Directory, "names")));
        Assert.Equal(0, store.OpenDescriptors);
        await store.PruneAsync();
        Assert.Empty(store.BlobFiles);
    }
}
