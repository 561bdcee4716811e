namespace Slipway.Oci.Compression;

/// <summary>The parts of <see cref="Stream"/> a forward-only source of bytes answers the same way everywhere.</summary>
public abstract class ReadOnlyStream : Stream
{
    /// <inheritdoc/>
    public sealed override bool CanRead => true;

    /// <inheritdoc/>
    public sealed override bool CanSeek => false;

    /// <inheritdoc/>
    public sealed override bool CanWrite => false;

    /// <inheritdoc/>
    public sealed override long Length => throw new NotSupportedException("the length of this stream is not known before its end");

    /// <inheritdoc/>
    public sealed override long Position
    {
        get => throw new NotSupportedException("this stream has no position");
        set => throw new NotSupportedException("this stream cannot seek");
    }

    /// <inheritdoc/>
    public abstract override int Read(Span<byte> buffer);

    /// <inheritdoc/>
    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public sealed override void Flush()
    {
    }

    /// <inheritdoc/>
    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("this stream cannot seek");

    /// <inheritdoc/>
    public sealed override void SetLength(long value) => throw new NotSupportedException("this stream is read-only");

    /// <inheritdoc/>
    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("this stream is read-only");
}
