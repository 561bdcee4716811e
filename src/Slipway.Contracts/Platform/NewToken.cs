using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>Asks for a token.</summary>
public sealed record NewToken
{
    /// <summary>For people: 1 to 100 printable characters.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>At least one.</summary>
    [JsonPropertyName("scopes")]
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Absent: never.</summary>
    [JsonPropertyName("expires_in_seconds")]
    public long? ExpiresInSeconds { get; init; }
}
