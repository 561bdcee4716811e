using Slipway.Oci.Compression;

namespace Slipway.Images.Conversion;

/// <summary>Counts what is read through it. Owns the source.</summary>
internal sealed class CountingStream(Stream source) : ReadOnlyStream
{
    private long _bytesRead;

    /// <summary>Any thread may ask while another reads.</summary>
    public long BytesRead => Volatile.Read(ref _bytesRead);

    public override int Read(Span<byte> buffer)
    {
        int count = source.Read(buffer);
        Volatile.Write(ref _bytesRead, _bytesRead + count);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }
}
