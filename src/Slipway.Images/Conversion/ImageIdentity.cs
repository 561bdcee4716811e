using System.Security.Cryptography;
using System.Text;
using Slipway.Oci;

namespace Slipway.Images.Conversion;

/// <summary>
/// The UUID of a converted filesystem: a version 8 UUID (RFC 9562 §5.8) made of the first bytes of a SHA-256: of merged layers, over their diff ids, each on
/// its line; of one in overlayfs's form, over the word "layer" and its diff id; of a whole root to be written to, over the word "root" and its diff ids. No clock and no chance is in it.
/// </summary>
internal static class ImageIdentity
{
    public static Guid Of(IEnumerable<Digest> diffIds) => OfLines(diffIds.Select(diffId => diffId.ToString()));

    public static Guid OfLayer(Digest diffId) => OfLines(["layer", diffId.ToString()]);

    public static Guid OfRoot(IEnumerable<Digest> diffIds) => OfLines(diffIds.Select(diffId => diffId.ToString()).Prepend("root"));

    private static Guid OfLines(IEnumerable<string> lines)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string line in lines)
            hash.AppendData(Encoding.ASCII.GetBytes($"{line}\n"));
        byte[] bytes = hash.GetHashAndReset()[..16];
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x80);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
