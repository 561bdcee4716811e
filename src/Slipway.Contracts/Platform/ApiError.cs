using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>The body of every refusal.</summary>
public sealed record ApiError
{
    /// <summary>One sentence for people.</summary>
    [JsonPropertyName("error")]
    public required string Error { get; init; }

    /// <summary>For programs: one of a closed list, such as <c>not_found</c>.</summary>
    [JsonPropertyName("code")]
    public required string Code { get; init; }
}
