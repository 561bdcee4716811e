using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform.Authority;

/// <summary>One organization, and what a token allows inside it.</summary>
public sealed record CallerDocument
{
    [JsonPropertyName("token_id")]
    public required string TokenId { get; init; }

    /// <summary>The user, or the organization's token.</summary>
    [JsonPropertyName("subject")]
    public required string Subject { get; init; }

    [JsonPropertyName("organization")]
    public required string Organization { get; init; }

    [JsonPropertyName("organization_key")]
    public required string OrganizationKey { get; init; }

    [JsonPropertyName("max_bytes")]
    public long? MaxBytes { get; init; }

    [JsonPropertyName("max_repositories")]
    public int? MaxRepositories { get; init; }

    [JsonPropertyName("grants")]
    public required IReadOnlyList<GrantDocument> Grants { get; init; }

    [JsonPropertyName("may_list_repositories")]
    public bool MayListRepositories { get; init; }

    [JsonPropertyName("expires_at")]
    public DateTimeOffset? ExpiresAt { get; init; }
}
