using Slipway.Oci.Manifests;

namespace Slipway.Oci.Sources;

/// <summary>Takes whole documents out of blob streams.</summary>
internal static class BlobReading
{
    /// <summary>Reads a verified blob to its end and disposes its stream. <paramref name="maxBytes"/> is checked before memory is set aside.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadWholeAsync(
        this IImageSource source, Descriptor blob, int maxBytes, string subject, CancellationToken cancellationToken)
    {
        if (blob.Size > maxBytes)
            throw new OciException(OciErrorCode.TooLarge, $"{subject} has {blob.Size} bytes; at most {maxBytes} are allowed.");

        await using var stream = await source.OpenBlobAsync(blob, cancellationToken);
        var bytes = new byte[blob.Size];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        _ = await stream.ReadAsync(new byte[1], cancellationToken); // the end, where a verifying stream throws if there is more
        return bytes;
    }
}
