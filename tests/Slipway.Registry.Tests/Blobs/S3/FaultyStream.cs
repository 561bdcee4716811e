namespace Slipway.Registry.Tests.Blobs.S3;

/// <summary>A request's body as a bad network delivers it: cut, or with a bit turned.</summary>
internal sealed class FaultyStream(Stream source, ProxyFault fault) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (fault.CutRequestAt is { } end)
        {
            if (_position >= end)
                throw new IOException("cut by the test");
            buffer = buffer[..(int)Math.Min(buffer.Length, end - _position)];
        }

        var count = await source.ReadAsync(buffer, cancellationToken);
        if (fault.DamageRequest && _position == 0 && count > 0)
            buffer.Span[0] ^= 1;
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
