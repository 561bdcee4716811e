using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform.Authority;

/// <summary>Asks who holds a token. The secret itself does not travel.</summary>
public sealed record AuthenticateQuestion
{
    [JsonPropertyName("token_id")]
    public required string TokenId { get; init; }

    /// <summary>SHA-256 of the secret's characters, base64.</summary>
    [JsonPropertyName("secret_sha256")]
    public required string SecretSha256 { get; init; }
}
