using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>A token that was just made.</summary>
public sealed record CreatedToken
{
    /// <summary>The token itself, which is shown only here.</summary>
    [JsonPropertyName("token")]
    public required string Token { get; init; }

    [JsonPropertyName("description")]
    public required Token Description { get; init; }
}
