using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>Tokens in the order of their ids, without revoked ones.</summary>
public sealed record TokenPage
{
    [JsonPropertyName("tokens")]
    public required IReadOnlyList<Token> Tokens { get; init; }

    /// <summary>Given as <c>last</c> it brings the next page; absent on the last one.</summary>
    [JsonPropertyName("next")]
    public string? Next { get; init; }
}
