using System.Text.Json.Serialization;

namespace Slipway.Oci.Manifests;

/// <summary>The layers by content: <c>rootfs</c> of an <see cref="ImageConfig"/>.</summary>
public sealed record RootFs
{
    /// <summary>Always <c>layers</c>.</summary>
    [JsonPropertyName("type")]
    public string Type { get; init; } = "layers";

    /// <summary>The digest of each layer's uncompressed tar (its diff id), lowest first.</summary>
    [JsonPropertyName("diff_ids")]
    public IReadOnlyList<Digest> DiffIds { get; init => field = value ?? []; } = [];
}
