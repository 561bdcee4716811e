using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>Users in the order of their names.</summary>
public sealed record UserPage
{
    [JsonPropertyName("users")]
    public required IReadOnlyList<User> Users { get; init; }

    /// <summary>Given as <c>last</c> it brings the next page; absent on the last one.</summary>
    [JsonPropertyName("next")]
    public string? Next { get; init; }
}
