using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>A user that was just made, and the first token.</summary>
public sealed record CreatedUser
{
    [JsonPropertyName("user")]
    public required User User { get; init; }

    /// <summary>The token itself, which is shown only here.</summary>
    [JsonPropertyName("token")]
    public required string Token { get; init; }
}
