using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>Organizations in the order of their names.</summary>
public sealed record OrganizationPage
{
    [JsonPropertyName("organizations")]
    public required IReadOnlyList<Organization> Organizations { get; init; }

    /// <summary>Given as <c>last</c> it brings the next page; absent on the last one.</summary>
    [JsonPropertyName("next")]
    public string? Next { get; init; }
}
