using Microsoft.Win32.SafeHandles;
using Slipway.Images.Content;
using Slipway.Images.Conversion;
using Slipway.Images.Rootfs;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;

namespace Slipway.Images.Pulling;

/// <summary>
/// Makes one image's rootfs: downloads layers, converts each as soon as it and those below are here, publishes the result. The caller holds
/// the image's lock and keeps the blobs. Whatever fails or is cancelled, all tasks have ended and nothing half made is left.
/// </summary>
internal sealed class ImagePull(BlobStore blobs, RootfsStore rootfs, StoreLocks locks)
{
    /// <summary>More than any registry stores as one blob, and 1000 of them still add up.</summary>
    private const long MaxLayerBytes = 1L << 40;

    /// <summary>
    /// Pulls, converts and publishes. Layers of a local source are read where they lie. False when that failed over layers that were in the
    /// store and turned out damaged; they are gone now.
    /// </summary>
    /// <exception cref="OciException">The source failed or gave something else than it promised.</exception>
    /// <exception cref="ConversionException">The layers cannot become a file system.</exception>
    /// <exception cref="ImageException">The disk is full (<see cref="ImageErrorCode.DiskFull"/>).</exception>
    public async Task<bool> TryRunAsync(
        IImageSource source, ResolvedImage image, RootfsEntry entry, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        RequireConvertible(source, image);
        blobs.Add(image.Digest, image.Manifest.Bytes.Span);
        blobs.Add(image.Manifest.Content.Config.Digest, image.ConfigBytes.Span);
        using var downloads = new LayerDownloads(blobs, locks, source, progress);
        try
        {
            await PublishAsync(source, image, entry, downloads, progress, cancellationToken);
            return true;
        }
        catch (ConversionException) when (downloads.Reused.Count > 0)
        {
            if (!await RemoveDamagedAsync(downloads.Reused, cancellationToken))
                throw;
            return false;
        }
    }

    private async Task PublishAsync(
        IImageSource source, ResolvedImage image, RootfsEntry entry, LayerDownloads downloads, IProgress<ImageProgress> progress,
        CancellationToken cancellationToken)
    {
        var storedBytes = image.Manifest.Content.Layers.Sum(layer => layer.Size);
        try
        {
            using var output = rootfs.CreateUnnamed();
            await ConvertAsync(source, image, output, downloads, new ConversionCount(progress), cancellationToken);
            rootfs.Publish(output, entry);
        }
        catch (Exception e) when (e is not ImageException && DiskFull.Is(e))
        {
            throw NoRoom.For($"the file system of {source.Name}", rootfs.PathOf(entry), storedBytes, e);
        }
    }

    private static async Task ConvertAsync(
        IImageSource source, ResolvedImage image, SafeFileHandle output, LayerDownloads downloads, ConversionCount count,
        CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var layers = image.Manifest.Content.Layers;
        if (!source.IsLocal)
        {
            foreach (var layer in layers)
                downloads.Start(layer, stop.Token);
        }

        Func<Descriptor, CancellationToken, Task<Stream>> open = source.IsLocal ? source.OpenBlobAsync : downloads.OpenAsync;
        var inputs = layers.Select((layer, i) =>
            new LayerInput(layer.Digest.ToString(), layer.Size, image.Config.RootFs.DiffIds[i], token => open(layer, token))).ToList();
        var conversion = ImageConverter.ConvertAsync(output, inputs, new ConversionOptions(), count, stop.Token);
        await Task.WhenAll(downloads.All.Prepend(conversion).Select(task => EndTogetherAsync(task, stop)));
    }

    /// <summary>The first to fail stops the others, so that their end can be awaited.</summary>
    private static async Task EndTogetherAsync(Task task, CancellationTokenSource stop)
    {
        try
        {
            await task;
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    /// <summary>Re-reads layers that were taken from the store unread; true when one was not what its name says and is now gone.</summary>
    private async Task<bool> RemoveDamagedAsync(IEnumerable<Digest> reused, CancellationToken cancellationToken)
    {
        var removed = false;
        foreach (var blob in reused)
        {
            if (await blobs.VerifyAsync(blob, cancellationToken))
                continue;
            blobs.Remove(blob);
            removed = true;
        }

        return removed;
    }

    /// <summary>What only matters once an image is to run; the sizes bound every later sum.</summary>
    private static void RequireConvertible(IImageSource source, ResolvedImage image)
    {
        var (layers, diffIds) = (image.Manifest.Content.Layers, image.Config.RootFs.DiffIds.Count);
        if (layers.Count != diffIds)
        {
            throw new OciException(
                OciErrorCode.Malformed,
                $"{source.Name} has {layers.Count} layers in its manifest and {diffIds} diff ids in its configuration; they must be as many.");
        }

        if (layers.FirstOrDefault(layer => layer.Size > MaxLayerBytes) is { } huge)
            throw new OciException(OciErrorCode.TooLarge, $"{source.Name} has a layer of {huge.Size} bytes; at most {MaxLayerBytes} are allowed.");
    }
}
