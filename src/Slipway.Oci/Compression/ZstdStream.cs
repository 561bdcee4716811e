using ZstdSharp;

namespace Slipway.Oci.Compression;

/// <summary>
/// Decompresses all frames of a Zstandard stream where libzstd is not installed, passing over skippable ones. Windows above 128 MiB (the format's recommended
/// decoder limit, which <c>zstd</c> keeps to as well) are refused. Owns the source.
/// </summary>
internal sealed class ZstdStream(Stream source) : ReadOnlyStream
{
    private const int InputSizeBytes = 128 * 1024;

    private readonly DecompressionStream _inner = new(source, InputSizeBytes, checkEndOfStream: true, leaveOpen: false);

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return _inner.Read(buffer);
        }
        catch (ZstdException error)
        {
            throw new InvalidDataException($"the zstd data is damaged: {error.Message}", error);
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException("the zstd data ends in the middle of a frame", error);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inner.Dispose();
        base.Dispose(disposing);
    }
}
