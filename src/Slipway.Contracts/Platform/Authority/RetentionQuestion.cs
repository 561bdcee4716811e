using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform.Authority;

/// <summary>Asks what may be removed from a repository.</summary>
public sealed record RetentionQuestion
{
    [JsonPropertyName("organization_key")]
    public required string OrganizationKey { get; init; }

    /// <summary>As clients name it.</summary>
    [JsonPropertyName("repository")]
    public required string Repository { get; init; }
}
