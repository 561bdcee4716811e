using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Daemon.Preparation;
using Slipway.Images.Store;
using Slipway.Images.Tests.Store;

namespace Slipway.Daemon.Tests.Server;

/// <summary>The order in which what was pushed is converted.</summary>
public sealed class ImagePreparationTests
{
    [Fact]
    public async Task Image_WhoseLayersAreBeingConverted_WaitsForThemAndReadsNoneAgain()
    {
        using var directory = new TemporaryDirectory(isInMemory: true);
        var store = new ImageStore(directory.Path, TimeProvider.System);
        var (image, begun) = (FakeImage.Create(1, layers: 1), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var (blob, source) = (image.LayerList[0], new FakeSource("pushed", image, isLocal: true));
        await using var preparation = new ImagePreparation(store, TimeProvider.System, NullLogger<ImagePreparation>.Instance);
        // The layer comes only when the image has its turn as well, or would have it.
        preparation.Add(blob.Digest, blob.Size, async cancellationToken =>
        {
            await begun.Task.WaitAsync(cancellationToken);
            return new MemoryStream(image.Layers[blob.Digest]);
        });
        preparation.Add(image.Resolved.Digest, source);
        preparation.Begin();
        begun.SetResult();

        await Polling.UntilAsync("the image is prepared", () => Task.FromResult(store.List().Images.Any(summary => summary.RootfsBytes is not null)));

        Assert.Empty(source.Opened);
        Assert.Equal(1, source.Resolved);
    }
}
