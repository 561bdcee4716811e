using System.Text.Json.Serialization;
using Slipway.Oci;

namespace Slipway.Registry.Distribution;

/// <summary>
/// What a registry reads of a descriptor (OCI image-spec 1.1, descriptor.md); any media type is allowed. Its <c>urls</c> are not read, for nothing is ever
/// fetched from them (CVE-2020-15157), and its <c>data</c> is the client's business.
/// </summary>
internal sealed record PushedDescriptor
{
    [JsonPropertyName("mediaType")]
    public string? MediaType { get; init; }

    [JsonPropertyName("digest")]
    public string? DigestText { get; init; }

    [JsonPropertyName("size")]
    public long Size { get; init; } = -1;

    /// <summary>The digest; <c>default</c> where there is none or a malformed one, which is a fault.</summary>
    [JsonIgnore]
    public Digest Digest => Digest.TryParse(DigestText, out var digest) ? digest : default;

    /// <summary>True for manifests and indexes, which live under <c>manifests/</c>; everything else is a blob.</summary>
    [JsonIgnore]
    public bool IsManifest => Oci.Manifests.MediaType.IsManifest(MediaType) || Oci.Manifests.MediaType.IsIndex(MediaType);

    /// <summary>True for layers that may not be copied to a registry and so need not be there (OCI image-spec 1.1, layer.md, "Non-Distributable Layers").</summary>
    [JsonIgnore]
    public bool IsNonDistributable => MediaType is not null
        && (MediaType.StartsWith("application/vnd.oci.image.layer.nondistributable.", StringComparison.Ordinal)
            || MediaType.StartsWith("application/vnd.docker.image.rootfs.foreign.", StringComparison.Ordinal));

    /// <summary>The rule that is broken, or null.</summary>
    public string? Fault() => this switch
    {
        { MediaType: null or "" } => "has no mediaType",
        { Digest.Algorithm: null } => "has no digest of sha256 or sha512",
        { Size: < 0 } => "has no size, or a negative one",
        _ => null,
    };
}
