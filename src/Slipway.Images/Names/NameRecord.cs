using System.Text.Json.Serialization;

namespace Slipway.Images.Names;

/// <summary>What a name meant when it was last asked for: one JSON file per name and platform.</summary>
internal sealed record NameRecord
{
    /// <summary>The image's full name, as its source says it.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>The platform that was asked for; the image may be for an older variant of it.</summary>
    [JsonPropertyName("platform")]
    public required string Platform { get; init; }

    /// <summary>The manifest's digest.</summary>
    [JsonPropertyName("digest")]
    public required string Digest { get; init; }

    /// <summary>When the source was asked.</summary>
    [JsonPropertyName("pulled")]
    public required DateTimeOffset Pulled { get; init; }
}
