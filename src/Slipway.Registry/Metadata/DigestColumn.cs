using Slipway.Oci;

namespace Slipway.Registry.Metadata;

/// <summary>
/// A digest in a column: one byte for the algorithm (1 sha256, 2 sha512), then the hash. Half as long as its text, and sorted as its text is.
/// </summary>
internal static class DigestColumn
{
    private const byte Sha256 = 1;
    private const byte Sha512 = 2;

    public static byte[] Write(Digest digest)
    {
        var bytes = new byte[1 + digest.Hex.Length / 2];
        bytes[0] = digest.Algorithm == Digest.Sha512 ? Sha512 : Sha256;
        Convert.FromHexString(digest.Hex, bytes.AsSpan(1), out _, out _);
        return bytes;
    }

    /// <exception cref="InvalidDataException">The column holds something else: the file is damaged.</exception>
    public static Digest Read(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [Sha256, .. { Length: 32 } hash] => Digest.FromHash(Digest.Sha256, hash),
        [Sha512, .. { Length: 64 } hash] => Digest.FromHash(Digest.Sha512, hash),
        _ => throw new InvalidDataException($"a digest column of the registry's database has {bytes.Length} bytes that are no digest; restore a backup."),
    };
}
