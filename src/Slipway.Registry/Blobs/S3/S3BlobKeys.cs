using Slipway.Oci;

namespace Slipway.Registry.Blobs.S3;

/// <summary>The names of blobs in a bucket: <c>PREFIXblobs/ALGORITHM/FIRST TWO HEX/HEX</c>.</summary>
internal sealed class S3BlobKeys(string prefix)
{
    /// <summary>What every blob's key begins with.</summary>
    public string Root { get; } = prefix.Length == 0 || prefix.EndsWith('/') ? $"{prefix}blobs/" : $"{prefix}/blobs/";

    public string KeyOf(Digest digest) => $"{Root}{digest.Algorithm}/{digest.Hex[..2]}/{digest.Hex}";

    /// <summary>The digest whose key this is; null for everything else, which is not ours to touch.</summary>
    public Digest? DigestOf(string key) =>
        key.StartsWith(Root, StringComparison.Ordinal)
        && key[Root.Length..].Split('/') is [var algorithm, _, var hex]
        && Digest.TryParse($"{algorithm}:{hex}", out var digest)
        && KeyOf(digest) == key
            ? digest
            : null;
}
