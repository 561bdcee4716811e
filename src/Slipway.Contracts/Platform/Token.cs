using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>What is known of a token; never its secret.</summary>
public sealed record Token
{
    /// <summary>Not secret; the second word of the token.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>Such as <c>pull</c>, <c>push:web-*</c>, <c>admin</c>.</summary>
    [JsonPropertyName("scopes")]
    public required IReadOnlyList<string> Scopes { get; init; }

    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Absent: never.</summary>
    [JsonPropertyName("expires_at")]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>To the hour; absent: never.</summary>
    [JsonPropertyName("last_used_at")]
    public DateTimeOffset? LastUsedAt { get; init; }
}
