namespace Slipway.Oci.Tar;

/// <summary>
/// The archive's bytes with big reads behind and spans in front: file content passes from the source's buffer to the caller
/// uncopied except for the one copy into this buffer. Not thread safe; does not own the stream.
/// </summary>
internal sealed class TarInput(Stream stream)
{
    public const int BlockSizeBytes = 512;
    private const int BufferSizeBytes = 256 * 1024;

    private readonly byte[] _buffer = new byte[BufferSizeBytes];
    private int _start;
    private int _end;

    /// <summary>Byte offset in the stream of the next byte to be handed out.</summary>
    public long Offset { get; private set; }

    /// <summary>Hands out between 1 and <paramref name="maxBytes"/> bytes; empty at the end. Valid until the next call.</summary>
    public ReadOnlySpan<byte> ReadSome(long maxBytes)
    {
        if (_start == _end && !Fill()) return default;
        int count = (int)Math.Min(maxBytes, _end - _start);
        ReadOnlySpan<byte> data = _buffer.AsSpan(_start, count);
        Consume(count);
        return data;
    }

    /// <summary>Fills the target as far as the stream reaches and returns how far that was.</summary>
    public int ReadUpTo(Span<byte> target)
    {
        int done = 0;
        while (done < target.Length)
        {
            ReadOnlySpan<byte> data = ReadSome(target.Length - done);
            if (data.IsEmpty) break;
            data.CopyTo(target[done..]);
            done += data.Length;
        }

        return done;
    }

    /// <summary>Passes over bytes and returns how many there were. Seeks where the stream can and much is left.</summary>
    public long Skip(long bytes)
    {
        long skipped = Math.Min(bytes, _end - _start);
        Consume((int)skipped);
        if (bytes - skipped > BufferSizeBytes && stream.CanSeek)
        {
            long jump = Math.Clamp(stream.Length - stream.Position, 0, bytes - skipped);
            stream.Position += jump;
            Offset += jump;
            return skipped + jump;
        }

        while (skipped < bytes)
        {
            int read = ReadSome(bytes - skipped).Length;
            if (read == 0) break;
            skipped += read;
        }

        return skipped;
    }

    private void Consume(int count)
    {
        _start += count;
        Offset += count;
    }

    private bool Fill()
    {
        _start = 0;
        _end = stream.Read(_buffer);
        return _end > 0;
    }
}
