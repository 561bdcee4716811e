using Slipway.Oci.Compression;
using Slipway.Oci.Tar;

namespace Slipway.Registry.Inspection;

/// <summary>
/// Measures what a layer unpacks to without keeping any of it, so that a decompression bomb is refused when it is pushed and not found by the host that
/// boots it. Memory is the decompressor's window, whatever the layer says of itself.
/// </summary>
public static class LayerInspector
{
    /// <summary>Reads <paramref name="blob"/> to its end, or to the first limit it crosses. Blocks, and disposes the stream.</summary>
    public static LayerInspection Inspect(Stream blob, LayerLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            using var tar = new LimitedTar(LayerDecompression.Open(blob, out _), limits.MaxUnpackedBytes, cancellationToken);
            return Count(tar, limits);
        }
        catch (UnpackedTooLargeException)
        {
            return new LayerInspection.TooLarge("unpacked bytes", limits.MaxUnpackedBytes);
        }
        catch (Exception e) when (e is TarException or InvalidDataException or EndOfStreamException)
        {
            return new LayerInspection.Opaque();
        }
    }

    private static LayerInspection Count(LimitedTar tar, LayerLimits limits)
    {
        var reader = new TarReader(tar);
        long entries = 0;
        while (reader.TryReadEntry(out _))
        {
            if (++entries > limits.MaxEntries)
                return new LayerInspection.TooLarge("files and directories", limits.MaxEntries);
        }

        return new LayerInspection.Measured(tar.BytesRead, entries);
    }
}
