using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>What the registry removes from a repository by itself.</summary>
public sealed record Retention
{
    /// <summary>How many tags stay, the most recently pushed ones; absent: all.</summary>
    [JsonPropertyName("keep_tags")]
    public int? KeepTags { get; init; }

    /// <summary>How long a manifest stays that nothing names; absent: for ever.</summary>
    [JsonPropertyName("keep_untagged_seconds")]
    public long? KeepUntaggedSeconds { get; init; }
}
