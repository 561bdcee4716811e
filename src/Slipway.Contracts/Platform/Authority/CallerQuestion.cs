using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform.Authority;

/// <summary>Asks who holds the token with an id.</summary>
public sealed record CallerQuestion
{
    [JsonPropertyName("token_id")]
    public required string TokenId { get; init; }
}
