using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform.Authority;

/// <summary>Who it is.</summary>
public sealed record CallerAnswer
{
    /// <summary>Absent: nobody, or the token is expired or revoked.</summary>
    [JsonPropertyName("caller")]
    public CallerDocument? Caller { get; init; }
}
