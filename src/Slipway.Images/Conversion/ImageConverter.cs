using Microsoft.Win32.SafeHandles;
using Slipway.Filesystems;
using Slipway.Images.Layers;

namespace Slipway.Images.Conversion;

/// <summary>
/// Turns the layers of an image into one filesystem, merged, to be mounted read-only by many machines at once:
/// <code>
/// blob ─► read ─► unpack ─► hash ─► LayerMerger ─► IFilesystemWriter ─► output        layer after layer; the next one unpacks ahead
/// </code>
/// Nothing is extracted: names exist only in the tree that is being written. The same layers give the same bytes, however they are packed.
/// </summary>
public static class ImageConverter
{
    private const string Label = "slipway";

    /// <summary>Converts. Any exception leaves an output that is no filesystem and that the caller discards. Does not sync the output.</summary>
    /// <param name="output">Empty, seekable and writable; stays the caller's.</param>
    /// <param name="layers">From the lowest to the topmost, with their diff ids; none at all gives an empty root.</param>
    /// <param name="format">What the output becomes.</param>
    /// <exception cref="ConversionException">The layers cannot become an image.</exception>
    /// <exception cref="IOException">A blob cannot be read, or the output not written.</exception>
    public static async Task<ConversionSummary> ConvertAsync(
        SafeFileHandle output,
        IReadOnlyList<LayerInput> layers,
        LayerFormat format,
        ConversionOptions options,
        IProgress<ConversionProgress> progress,
        CancellationToken cancellationToken)
    {
        var tally = new ConversionTally(options);
        using var tree = LayerFilesystem.Create(output, format, Label);
        await using var queue = new LayerQueue(layers, cancellationToken);
        var report = new ProgressReport(layers, progress);
        while (await queue.TakeAsync() is { } layer)
            await DedicatedThread.RunAsync("image-merge", () => Merge(tree, layer, tally, report, cancellationToken));

        var identity = ImageIdentity.Of(layers.Select(layer => layer.DiffId!.Value));
        return await DedicatedThread.RunAsync("image-finish", () => Finish(tree, identity, output, tally));
    }

    private static bool Merge(IFilesystemWriter tree, LayerPipeline layer, ConversionTally tally, ProgressReport report, CancellationToken cancellationToken)
    {
        using (layer)
        {
            using var tar = new LayerTarStream(layer.Tar, tally, () => report.Reading(layer), cancellationToken);
            Merge(tree, layer, tally, tar);
            layer.FinishDiffId();
            report.Done(layer);
            return true;
        }
    }

    private static void Merge(IFilesystemWriter tree, LayerPipeline layer, ConversionTally tally, LayerTarStream tar)
    {
        try
        {
            new LayerMerger(tree, tally, layer.Layer.Name).Merge(tar);
        }
        catch (ConversionException e)
        {
            tar.BlameBlob(e);
            throw;
        }
    }

    private static ConversionSummary Finish(IFilesystemWriter tree, Guid identity, SafeFileHandle output, ConversionTally tally)
    {
        tree.Finish(identity);
        return new ConversionSummary(
            tally.Entries, tally.UncompressedBytes, RandomAccess.GetLength(output), tally.Whiteouts, tally.SkippedEntries, tally.DroppedXattrs);
    }
}
