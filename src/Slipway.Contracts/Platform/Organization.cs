using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>An organization: whose the repositories and tokens are.</summary>
public sealed record Organization
{
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>Most bytes of its blobs; absent: no limit.</summary>
    [JsonPropertyName("max_bytes")]
    public long? MaxBytes { get; init; }

    /// <summary>Most repositories; absent: no limit.</summary>
    [JsonPropertyName("max_repositories")]
    public int? MaxRepositories { get; init; }

    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }
}
