using System.Text.Json.Serialization;

namespace Slipway.Oci.Manifests;

/// <summary>How one layer came to be, for people; never relied on.</summary>
public sealed record History
{
    /// <summary>When, in RFC 3339 as the builder wrote it.</summary>
    [JsonPropertyName("created")]
    public string? Created { get; init; }

    /// <summary>The command that made the layer.</summary>
    [JsonPropertyName("created_by")]
    public string? CreatedBy { get; init; }

    /// <summary>What the builder had to say.</summary>
    [JsonPropertyName("comment")]
    public string? Comment { get; init; }

    /// <summary>True when the step changed no file and so has no layer.</summary>
    [JsonPropertyName("empty_layer")]
    public bool EmptyLayer { get; init; }
}
