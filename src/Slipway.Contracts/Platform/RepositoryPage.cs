using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>Repositories in ASCII order of their names.</summary>
public sealed record RepositoryPage
{
    [JsonPropertyName("repositories")]
    public required IReadOnlyList<Repository> Repositories { get; init; }

    /// <summary>Given as <c>last</c> it brings the next page; absent on the last one.</summary>
    [JsonPropertyName("next")]
    public string? Next { get; init; }
}
