using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>What an organization may use from now on. Both are replaced.</summary>
public sealed record OrganizationQuota
{
    /// <summary>Most bytes of its blobs; absent: no limit.</summary>
    [JsonPropertyName("max_bytes")]
    public long? MaxBytes { get; init; }

    /// <summary>Most repositories; absent: no limit.</summary>
    [JsonPropertyName("max_repositories")]
    public int? MaxRepositories { get; init; }
}
