using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform.Authority;

/// <summary>Whether it does.</summary>
public sealed record OrganizationAnswer
{
    /// <summary>Always present, so that an answer of another kind is not taken for "no".</summary>
    [JsonPropertyName("exists")]
    public required bool Exists { get; init; }
}
