using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform.Authority;

/// <summary>Asks to record a repository, because it is about to be pushed to.</summary>
public sealed record PushQuestion
{
    [JsonPropertyName("token_id")]
    public required string TokenId { get; init; }

    /// <summary>As the client names it.</summary>
    [JsonPropertyName("repository")]
    public required string Repository { get; init; }
}
