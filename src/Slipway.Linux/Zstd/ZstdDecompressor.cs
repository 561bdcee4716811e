using System.Runtime.InteropServices;

namespace Slipway.Linux.Zstd;

/// <summary>
/// Decompresses Zstandard frames (RFC 8878), skippable ones too, piece by piece through libzstd; one frame after the other without a reset. Windows above
/// 128 MiB are refused. Not thread safe; the caller disposes.
/// </summary>
public sealed unsafe class ZstdDecompressor : IDisposable
{
    private const int WindowLogMax = 100; // ZSTD_d_windowLogMax
    private const int MaxWindowLog = 27;

    private readonly ZstdContext _context = new();

    private ZstdDecompressor()
    {
        if (_context.IsInvalid)
            throw new InsufficientMemoryException("libzstd has no memory for a decompressor");
        Check(ZstdLibrary.SetParameter(_context.Pointer, WindowLogMax, MaxWindowLog));
    }

    /// <summary>True when libzstd is installed.</summary>
    public static bool IsAvailable => ZstdLibrary.IsLoaded && Environment.Is64BitProcess;

    /// <summary>Makes a decompressor; only when <see cref="IsAvailable"/>.</summary>
    public static ZstdDecompressor Create() =>
        IsAvailable ? new ZstdDecompressor() : throw new InvalidOperationException("libzstd.so.1 is not usable on this system; ask IsAvailable first");

    /// <summary>
    /// Decompresses as much as both spans allow. <paramref name="consumed"/> bytes of the input are done with, <paramref name="produced"/> bytes of the
    /// output are valid; with all of the output used there may be more, also for no input. True at a frame's end.
    /// </summary>
    /// <exception cref="InvalidDataException">The data is not zstd, is damaged, or its checksum does not match.</exception>
    public bool Decompress(ReadOnlySpan<byte> input, Span<byte> output, out int consumed, out int produced)
    {
        // SAFETY: the pins last for the call, after which the library holds no pointer it will follow; lengths are the spans' own.
        fixed (byte* from = input)
        fixed (byte* to = output)
        {
            var source = new ZstdBuffer { Data = from, Size = (nuint)input.Length };
            var target = new ZstdBuffer { Data = to, Size = (nuint)output.Length };
            nuint left = Check(ZstdLibrary.Decompress(_context.Pointer, &target, &source));
            consumed = (int)source.Position;
            produced = (int)target.Position;
            return left == 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _context.Dispose();

    private static nuint Check(nuint result) => ZstdLibrary.IsError(result) == 0
        ? result
        : throw new InvalidDataException($"the zstd data is damaged: {Marshal.PtrToStringUTF8((nint)ZstdLibrary.ErrorName(result))}");
}
