using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform.Authority;

/// <summary>Whether the push may go on.</summary>
public sealed record PushAnswer
{
    /// <summary>False: the token does not allow it, or the organization has all the repositories it may have.</summary>
    [JsonPropertyName("allowed")]
    public required bool Allowed { get; init; }
}
