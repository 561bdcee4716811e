using System.IO.Compression;
using Slipway.Linux.Tools;

namespace Slipway.Vmm.Kernels;

/// <summary>
/// Unpacks what kernel packages contain, whatever it is packed with, told apart by the first bytes as the kernel's own
/// lib/decompress.c does. What follows the compressed data is ignored.
/// </summary>
internal static class CompressedData
{
    private static ReadOnlySpan<byte> Gzip => [0x1F, 0x8B];
    private static ReadOnlySpan<byte> Xz => [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00];
    private static ReadOnlySpan<byte> Zstd => [0x28, 0xB5, 0x2F, 0xFD];
    private static ReadOnlySpan<byte> Lz4Legacy => [0x02, 0x21, 0x4C, 0x18];
    private static ReadOnlySpan<byte> Elf => "\u007fELF"u8;

    /// <summary>Unpacks <paramref name="data"/>; data that is an ELF file already is returned as it is.</summary>
    /// <param name="data">The compressed bytes.</param>
    /// <param name="subject">What it is, for messages.</param>
    /// <param name="maxBytes">The largest result allowed.</param>
    /// <exception cref="InvalidDataException">Damaged, too big, or a packing that is not known here.</exception>
    public static async Task<byte[]> UnpackAsync(
        ReadOnlyMemory<byte> data, string subject, int maxBytes, CancellationToken cancellationToken)
    {
        if (data.Span.StartsWith(Elf))
            return data.ToArray();
        if (data.Span.StartsWith(Lz4Legacy))
            return Lz4LegacyDecoder.Decode(data.Span, maxBytes);
        using var packed = new MemoryStream(data.ToArray(), writable: false);
        if (data.Span.StartsWith(Gzip))
        {
            await using var gzip = new GZipStream(packed, CompressionMode.Decompress);
            return await ReadAllAsync(gzip, subject, maxBytes, cancellationToken);
        }
        if (data.Span.StartsWith(Zstd))
        {
            await using var zstd = new ZstdSharp.DecompressionStream(packed);
            return await ReadAllAsync(zstd, subject, maxBytes, cancellationToken);
        }
        if (data.Span.StartsWith(Xz))
            return await UnpackXzAsync(data, subject, maxBytes, cancellationToken);
        throw new InvalidDataException(
            $"{subject} is packed in a way Slipway does not know (first bytes {Convert.ToHexString(data.Span[..Math.Min(6, data.Length)])}); "
            + "known are gzip, xz, zstd and LZ4");
    }

    // .NET has no xz reader; the tool is on every Debian and Ubuntu because dpkg needs the library.
    private static async Task<byte[]> UnpackXzAsync(
        ReadOnlyMemory<byte> data, string subject, int maxBytes, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Path.GetTempPath(), $"slipway-{Guid.NewGuid():N}.xz");
        try
        {
            await File.WriteAllBytesAsync(file, data, cancellationToken);
            await using var tool = PipedTool.Start("xz", ["-dc", "--single-stream", "--", file], null, "xz-utils");
            var unpacked = await ReadAllAsync(tool.Output, subject, maxBytes, cancellationToken);
            await tool.FinishAsync(cancellationToken);
            return unpacked;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<byte[]> ReadAllAsync(Stream stream, string subject, int maxBytes, CancellationToken cancellationToken)
    {
        using var unpacked = new MemoryStream();
        var buffer = new byte[128 << 10];
        for (int n; (n = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (unpacked.Length + n > maxBytes)
                throw new InvalidDataException($"{subject} unpacks to more than {maxBytes} bytes");
            unpacked.Write(buffer, 0, n);
        }
        return unpacked.ToArray();
    }
}
