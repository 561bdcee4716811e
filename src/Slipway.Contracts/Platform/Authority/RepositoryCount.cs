using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform.Authority;

/// <summary>How many repositories an organization has, and may have.</summary>
public sealed record RepositoryCount
{
    [JsonPropertyName("used")]
    public required int Used { get; init; }

    [JsonPropertyName("max")]
    public required int Max { get; init; }
}
