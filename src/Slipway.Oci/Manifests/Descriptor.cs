using System.Text.Json.Serialization;

namespace Slipway.Oci.Manifests;

/// <summary>
/// Names a blob by type, digest and size (OCI image-spec 1.1, descriptor.md). Its <c>urls</c> are not read: fetching a layer from where a
/// manifest says is how credentials leaked (CVE-2020-15157).
/// </summary>
public sealed record Descriptor
{
    /// <summary>What the blob is; see <see cref="Manifests.MediaType"/>.</summary>
    [JsonPropertyName("mediaType")]
    public required string MediaType { get; init; }

    /// <summary>The digest of the blob's bytes as stored, that is compressed.</summary>
    [JsonPropertyName("digest")]
    public required Digest Digest { get; init; }

    /// <summary>Number of bytes of the blob as stored; never negative after parsing.</summary>
    [JsonPropertyName("size")]
    public required long Size { get; init; }

    /// <summary>What the image behind this descriptor was built for; only in an index, and not always there.</summary>
    [JsonPropertyName("platform")]
    public Platform? Platform { get; init; }

    /// <summary>Free text by key; null when there is none.</summary>
    [JsonPropertyName("annotations")]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>The annotation <paramref name="key"/>, or null.</summary>
    public string? Annotation(string key) => Annotations?.GetValueOrDefault(key);

    /// <summary>The rule this descriptor breaks, or null.</summary>
    internal string? Fault() => this switch
    {
        { MediaType: null or "" } => "has no mediaType",
        { Digest.Algorithm: null } => "has no digest",
        { Size: < 0 } => $"has the size {Size}",
        _ => null,
    };
}
