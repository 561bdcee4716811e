using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>An organization and what the asker is in it.</summary>
public sealed record OrganizationRole
{
    [JsonPropertyName("organization")]
    public required string Organization { get; init; }

    /// <summary><c>admin</c> or <c>member</c>.</summary>
    [JsonPropertyName("role")]
    public required string Role { get; init; }
}
