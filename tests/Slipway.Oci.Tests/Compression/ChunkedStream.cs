using Slipway.Oci.Compression;

namespace Slipway.Oci.Tests.Compression;

/// <summary>Gives at most so many bytes a read, and fails at the end when told to.</summary>
internal sealed class ChunkedStream(byte[] bytes, int chunk, Exception? failure = null) : ReadOnlyStream
{
    private int _position;

    public bool IsDisposed { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        int count = Math.Min(Math.Min(chunk, buffer.Length), bytes.Length - _position);
        if (count == 0 && failure is not null) throw failure;
        bytes.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
