using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>Asks for an organization, with the platform's usual limits.</summary>
public sealed record NewOrganization
{
    /// <summary>1 to 40 lower-case letters, digits and single hyphens inside.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }
}
