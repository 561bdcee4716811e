using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>A user in an organization.</summary>
public sealed record Member
{
    [JsonPropertyName("user")]
    public required string User { get; init; }

    /// <summary><c>admin</c> or <c>member</c>.</summary>
    [JsonPropertyName("role")]
    public required string Role { get; init; }
}
