using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>A repository of an organization.</summary>
public sealed record Repository
{
    /// <summary>As clients push and pull it.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("first_push_at")]
    public required DateTimeOffset FirstPushAt { get; init; }

    [JsonPropertyName("retention")]
    public required Retention Retention { get; init; }
}
