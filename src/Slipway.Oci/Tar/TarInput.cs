using Slipway.Oci.Compression;

namespace Slipway.Oci.Tar;

/// <summary>
/// The archive's bytes with big reads behind and spans in front: file content passes from the source's buffer to the caller uncopied where the source lends
/// it, else by one copy. Not thread safe; does not own the stream.
/// </summary>
internal sealed class TarInput(Stream stream)
{
    public const int BlockSizeBytes = 512;
    private const int BufferSizeBytes = 256 * 1024;

    private readonly LendingStream? _lender = stream as LendingStream;
    private byte[]? _buffer;
    private ReadOnlyMemory<byte> _data;

    /// <summary>Byte offset in the stream of the next byte to be handed out.</summary>
    public long Offset { get; private set; }

    /// <summary>Hands out between 1 and <paramref name="maxBytes"/> bytes; empty at the end. Valid until the next call.</summary>
    public ReadOnlySpan<byte> ReadSome(long maxBytes)
    {
        if (_data.IsEmpty && !Fill()) return default;
        int count = (int)Math.Min(maxBytes, _data.Length);
        ReadOnlySpan<byte> data = _data.Span[..count];
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
        long skipped = Math.Min(bytes, _data.Length);
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
        _data = _data[count..];
        Offset += count;
    }

    private bool Fill()
    {
        _data = _lender is null ? Read() : _lender.Lend();
        return !_data.IsEmpty;
    }

    private ReadOnlyMemory<byte> Read()
    {
        _buffer ??= new byte[BufferSizeBytes];
        return _buffer.AsMemory(0, stream.Read(_buffer));
    }
}
