using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform.Authority;

/// <summary>Leave to do something in the repositories that a pattern names.</summary>
public sealed record GrantDocument
{
    [JsonPropertyName("pattern")]
    public required string Pattern { get; init; }

    [JsonPropertyName("pull")]
    public bool Pull { get; init; }

    [JsonPropertyName("push")]
    public bool Push { get; init; }

    [JsonPropertyName("delete")]
    public bool Delete { get; init; }
}
