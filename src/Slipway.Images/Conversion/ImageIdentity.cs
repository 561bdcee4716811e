using System.Security.Cryptography;
using System.Text;
using Slipway.Oci;

namespace Slipway.Images.Conversion;

/// <summary>
/// The UUID of an image's filesystem: a version 8 UUID (RFC 9562 §5.8) made of the first bytes of the SHA-256 over the diff ids, each on its
/// line. The same layers in the same order have the same one; no clock and no chance is in it.
/// </summary>
internal static class ImageIdentity
{
    public static Guid Of(IEnumerable<Digest> diffIds)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Digest diffId in diffIds)
            hash.AppendData(Encoding.ASCII.GetBytes($"{diffId}\n"));
        byte[] bytes = hash.GetHashAndReset()[..16];
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x80);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
