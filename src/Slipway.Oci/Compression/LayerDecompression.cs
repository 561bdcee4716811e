using System.IO.Compression;
using Slipway.Linux.Isal;
using Slipway.Linux.Zstd;

namespace Slipway.Oci.Compression;

/// <summary>
/// Opens a layer blob as the tar inside it, recognising the packing by its first bytes:
/// <code>
/// 1F 8B 08                  gzip       every member; zero padding after the last one is allowed, anything else is not
/// 28 B5 2F FD               zstd       every frame
/// 5x 2A 4D 18               zstd       beginning with a skippable frame
/// FD '7zXZ' 00, 'BZh' n π   refused    the image specification knows neither xz nor bzip2
/// else                      plain tar  which the tar reader judges
/// </code>
/// </summary>
public static class LayerDecompression
{
    private const int MagicBytes = 10;

    /// <summary>
    /// Wraps <paramref name="source"/>, which the returned stream then owns. Reading throws <see cref="InvalidDataException"/>
    /// where the packed data is damaged. So does data cut short, except that <see cref="GZipStream"/>, which serves where libisal is not
    /// installed, may end early instead: a layer's diff id tells. The source is consumed to its end when the returned stream ends, except for
    /// bytes that only a hash over the source wants: read those from it yourself.
    /// </summary>
    /// <exception cref="InvalidDataException">The blob is packed with xz or bzip2.</exception>
    public static Stream Open(Stream source, out LayerCompression compression) => Open(source, IsalInflater.IsAvailable, ZstdDecompressor.IsAvailable, out compression);

    /// <summary>As above with the implementations chosen, so that all can be tested.</summary>
    internal static Stream Open(Stream source, bool useIsal, bool useLibzstd, out LayerCompression compression)
    {
        byte[] magic = new byte[MagicBytes];
        int length = source.ReadAtLeast(magic, MagicBytes, throwOnEndOfStream: false);
        var whole = new PrefixedStream(magic.AsMemory(0, length), source);
        compression = Recognise(magic.AsSpan(0, length));
        return compression switch
        {
            LayerCompression.Gzip when useIsal => new IsalGzipStream(whole),
            LayerCompression.Gzip => new GZipStream(whole, CompressionMode.Decompress),
            LayerCompression.Zstd when useLibzstd => new LibzstdStream(whole),
            LayerCompression.Zstd => new ZstdStream(whole),
            _ => whole,
        };
    }

    private static LayerCompression Recognise(ReadOnlySpan<byte> magic)
    {
        if (magic.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 0x08])) return LayerCompression.Gzip;
        if (magic.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD])) return LayerCompression.Zstd;
        if (magic.Length >= 4 && (magic[0] & 0xF0) == 0x50 && magic[1..].StartsWith((ReadOnlySpan<byte>)[0x2A, 0x4D, 0x18])) return LayerCompression.Zstd;
        if (magic.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0])) throw Refuse("xz");
        // "BZh", a digit, then 0x314159265359: a file of a plain tar may well be called BZh1.
        bool isBzip2 = magic.StartsWith("BZh"u8) && magic.Length >= 10 && magic[4..].StartsWith((ReadOnlySpan<byte>)[0x31, 0x41, 0x59, 0x26, 0x53, 0x59]);
        return isBzip2 ? throw Refuse("bzip2") : LayerCompression.None;
    }

    private static InvalidDataException Refuse(string name) =>
        new($"the layer is packed with {name}, which image layers may not be; repack it with gzip or zstd");
}
