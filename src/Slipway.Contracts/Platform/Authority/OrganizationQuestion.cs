using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform.Authority;

/// <summary>Asks whether an organization exists.</summary>
public sealed record OrganizationQuestion
{
    [JsonPropertyName("organization_key")]
    public required string OrganizationKey { get; init; }
}
