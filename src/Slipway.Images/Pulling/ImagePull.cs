using Slipway.Filesystems;
using Slipway.Images.Content;
using Slipway.Images.Conversion;
using Slipway.Images.Layers;
using Slipway.Images.Rootfs;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Oci.Sources;

namespace Slipway.Images.Pulling;

/// <summary>
/// Makes one image's rootfs: downloads layers, converts each while it arrives, looks at the stack and publishes what it is made of. Layers that the
/// stack cannot show as they are get merged with those below, and the lowest of an image that has more than a machine has devices for. The caller holds the
/// image's lock and keeps the blobs. Whatever fails or is cancelled, all tasks have ended and nothing half made is left.
/// </summary>
internal sealed class ImagePull(BlobStore blobs, LayerStore layers, RootfsStore rootfs, StoreLocks locks)
{
    /// <summary>More than any registry stores as one blob, and 1000 of them still add up.</summary>
    private const long MaxLayerBytes = 1L << 40;

    private static readonly ConversionOptions s_options = new();

    /// <summary>
    /// Pulls, converts and publishes. Layers of a local source are read where they lie. False when that failed over layers that were in the
    /// store and turned out damaged; they are gone now.
    /// </summary>
    /// <param name="asksSource">False when the source must not be asked for layers.</param>
    /// <exception cref="OciException">The source failed or gave something else than it promised.</exception>
    /// <exception cref="ConversionException">The layers cannot become a file system.</exception>
    /// <exception cref="ImageException">
    /// The disk is full (<see cref="ImageErrorCode.DiskFull"/>); a converted layer is damaged, and gone now (<see cref="ImageErrorCode.Damaged"/>).
    /// </exception>
    public async Task<bool> TryRunAsync(
        IImageSource source, bool asksSource, ResolvedImage image, RootfsEntry entry, IProgress<ImageProgress> progress, CancellationToken cancellationToken)
    {
        RequireConvertible(source, image);
        blobs.Add(image.Digest, image.Manifest.Bytes.Span);
        blobs.Add(image.Manifest.Content.Config.Digest, image.ConfigBytes.Span);
        using var downloads = new LayerDownloads(blobs, locks, source, asksSource, progress);
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
        ILayerBlobs stored = source.IsLocal ? new LocalLayers(source) : downloads;
        using var conversions = new LayerConversions(image, layers, locks, entry.Version, s_options, stored, progress);
        var count = image.Manifest.Content.Layers.Count;
        // Each round merges more of the lowest layers than the one before; with all of them merged there is nothing to conflict.
        for (int? merged = count > ImageLease.MaxLayers ? count - ImageLease.MaxLayers + 1 : 0; merged is { } lowest;)
        {
            try
            {
                await ConvertAsync(source, conversions, lowest, downloads, cancellationToken);
                merged = Stack(image, entry, lowest, conversions, cancellationToken);
            }
            catch (Exception e) when (e is not ImageException && DiskFull.Is(e))
            {
                throw NoRoom.For($"the file systems of {source.Name}", rootfs.PathOf(entry), image.Manifest.Content.Layers.Sum(layer => layer.Size), e);
            }
        }
    }

    private static async Task ConvertAsync(
        IImageSource source, LayerConversions conversions, int merged, LayerDownloads downloads, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!source.IsLocal)
        {
            foreach (var layer in conversions.Missing(merged))
                downloads.Start(layer, stop.Token);
        }

        await Task.WhenAll(downloads.All.Concat(conversions.Start(merged, stop.Token)).Select(task => EndTogetherAsync(task, stop)));
    }

    /// <summary>Publishes the stack; gives how many of the lowest layers have to be merged before that, null when it is done.</summary>
    private int? Stack(ResolvedImage image, RootfsEntry entry, int merged, LayerConversions conversions, CancellationToken cancellationToken)
    {
        var diffIds = image.Config.RootFs.DiffIds;
        using var stack = StackedLayers.Open(layers, conversions.Known, diffIds, merged, entry.Version);
        if (stack.Inexpressible is { } index)
            return index + 1;
        var uncompressed = stack.Layers.Sum(layer => layer.Facts.UncompressedBytes);
        if (uncompressed > s_options.MaxUncompressedBytes)
            throw new ConversionException(ConversionError.LimitExceeded, image.Digest.ToString(), null, $"its layers have {uncompressed} bytes uncompressed; {s_options.MaxUncompressedBytes} are allowed");
        try
        {
            return Publish(stack, entry, merged, diffIds.Count);
        }
        catch (FilesystemException e) when (stack.FindDamaged(cancellationToken) is { } damaged)
        {
            throw layers.Discard(damaged, e);
        }
    }

    private int? Publish(StackedLayers stack, RootfsEntry entry, int merged, int count)
    {
        var found = new RootfsStack(stack.Layers);
        if (found.FindConflict() is { } conflict)
            return stack.IndexOf(conflict) + 1;
        // A machine needs a filesystem all the same.
        if (found.Shown.Count == 0 && count > 0)
            return count;
        rootfs.Publish(
            new RootfsRecord
            {
                MergedLayers = merged > 0 && found.Shown.Contains(0) ? merged : 0,
                Layers = [.. found.Shown.Select(stack.IndexOf).Where(layer => layer >= merged)],
                Directories = found.Directories(),
            },
            entry);
        return null;
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
