using Microsoft.Win32.SafeHandles;
using Slipway.Oci.Compression;

namespace Slipway.Oci.Sources;

/// <summary>
/// A run of bytes of a file, by reads that say their offset, so that many streams share one handle. <paramref name="owned"/> is disposed with the
/// stream; null when the handle is someone else's.
/// </summary>
internal sealed class FileRangeStream(SafeFileHandle file, long offset, long lengthBytes, IDisposable? owned) : ReadOnlyStream
{
    private long _position;

    /// <summary>How many bytes there are in all. A file that is cut meanwhile ends early.</summary>
    public long LengthBytes => lengthBytes;

    public override int Read(Span<byte> buffer)
    {
        var count = RandomAccess.Read(file, buffer[..(int)Math.Min(buffer.Length, lengthBytes - _position)], offset + _position);
        _position += count;
        return count;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await RandomAccess.ReadAsync(file, buffer[..(int)Math.Min(buffer.Length, lengthBytes - _position)], offset + _position, cancellationToken);
        _position += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            owned?.Dispose();
        base.Dispose(disposing);
    }
}
