using Slipway.Oci.Compression;

namespace Slipway.Images.Conversion;

/// <summary>
/// A layer's blob as the tar inside it. Recognises the packing at the first read, so that opening blocks nobody but the thread that reads. The tar ends, and is
/// called damaged, once the blob itself is read to its end: a blob that is not what its digest says fails by that there, and whoever sent it is to blame.
/// Owns the blob's stream.
/// </summary>
internal sealed class StoredBlob(Stream stored) : ReadOnlyStream
{
    private readonly CountingStream _counted = new(stored);
    private Stream? _tar;

    /// <summary>Bytes read of the blob as stored; any thread may ask.</summary>
    public long StoredBytesRead => _counted.BytesRead;

    public override int Read(Span<byte> buffer)
    {
        try
        {
            _tar ??= LayerDecompression.Open(_counted, out _);
            int count = _tar.Read(buffer);
            if (count == 0 && !buffer.IsEmpty)
                _counted.CopyTo(Null);
            return count;
        }
        catch (InvalidDataException)
        {
            _counted.CopyTo(Null);
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            (_tar ?? _counted).Dispose();
        base.Dispose(disposing);
    }
}
