using Slipway.Linux.Zstd;

namespace Slipway.Oci.Compression;

/// <summary>Decompresses all frames of a Zstandard stream through libzstd, passing over skippable ones. Owns the source.</summary>
internal sealed class LibzstdStream(Stream source) : ReadOnlyStream
{
    private const int InputSizeBytes = 256 * 1024;

    private readonly ZstdDecompressor _decompressor = ZstdDecompressor.Create();
    private readonly byte[] _input = new byte[InputSizeBytes];
    private int _start;
    private int _end;
    private bool _frameEnded = true;
    private bool _hasMore;

    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_start == _end && !_hasMore && !Fill())
                return _frameEnded ? 0 : throw new InvalidDataException("the zstd data ends in the middle of a frame");
            _frameEnded = _decompressor.Decompress(_input.AsSpan(_start, _end - _start), buffer, out int consumed, out int produced);
            _start += consumed;
            _hasMore = produced == buffer.Length && !_frameEnded;
            if (produced > 0) return produced;
            if (consumed == 0 && _start < _end) throw new InvalidDataException("the zstd data is damaged: decompressing it makes no progress");
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decompressor.Dispose();
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool Fill()
    {
        _start = 0;
        _end = source.Read(_input);
        return _end > 0;
    }
}
