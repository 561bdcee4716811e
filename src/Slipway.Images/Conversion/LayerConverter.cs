using Microsoft.Win32.SafeHandles;
using Slipway.Filesystems;
using Slipway.Images.Layers;
using Slipway.Linux.Processes;
using Slipway.Oci;

namespace Slipway.Images.Conversion;

/// <summary>
/// Turns one layer into a filesystem in overlayfs's form, to be stacked under many images at once:
/// <code>
/// blob ─► read ─► unpack ─► hash ─► LayerWriter ─► IFilesystemWriter ─► output
/// </code>
/// The same layer gives the same bytes, however it is packed, whatever is below it.
/// </summary>
internal static class LayerConverter
{
    private const string Label = "slipway-layer";

    /// <summary>Converts. Any exception, and a layer that is not expressible, leaves an output that is no filesystem. Does not sync the output.</summary>
    /// <param name="output">Empty, seekable and writable; stays the caller's.</param>
    /// <param name="format">What the output becomes.</param>
    /// <param name="progress">Told how many bytes of the blob are read; on the converting thread.</param>
    /// <returns>The layer's diff id and what is to be said of it.</returns>
    /// <exception cref="ConversionException">The layer cannot be part of any image.</exception>
    /// <exception cref="IOException">The blob cannot be read, or the output not written.</exception>
    public static async Task<(Digest DiffId, LayerFacts Facts)> ConvertAsync(
        SafeFileHandle output, LayerInput layer, LayerFormat format, ConversionOptions options, Action<long> progress, CancellationToken cancellationToken)
    {
        var start = await LayerPipeline.OpenIdleAsync(layer, cancellationToken);
        return await DedicatedThread.RunAsync("layer-write", () =>
        {
            ThreadNiceness.Add(options.Niceness);
            using var pipeline = start();
            using var tree = LayerFilesystem.Create(output, format, Label);
            return Convert(tree, pipeline, new ConversionTally(options), progress, cancellationToken);
        });
    }

    private static (Digest DiffId, LayerFacts Facts) Convert(
        IFilesystemWriter tree, LayerPipeline layer, ConversionTally tally, Action<long> progress, CancellationToken cancellationToken)
    {
        using var tar = new LayerTarStream(layer.Tar, tally, () => progress(layer.StoredBytesRead), cancellationToken);
        try
        {
            var facts = new LayerWriter(tree, tally, layer.Layer.Name).Write(tar);
            var diffId = layer.FinishDiffId();
            tree.Finish(ImageIdentity.OfLayer(diffId));
            progress(layer.StoredBytesRead);
            return (diffId, facts);
        }
        catch (InexpressibleException e)
        {
            tar.ReadOn(layer.Layer.Name);
            return (layer.FinishDiffId(), new LayerFacts { Inexpressible = e.Message });
        }
        catch (ConversionException e)
        {
            tar.BlameBlob(e);
            throw;
        }
    }
}
