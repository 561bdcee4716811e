using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>Members in the order of their names.</summary>
public sealed record MemberPage
{
    [JsonPropertyName("members")]
    public required IReadOnlyList<Member> Members { get; init; }

    /// <summary>Given as <c>last</c> it brings the next page; absent on the last one.</summary>
    [JsonPropertyName("next")]
    public string? Next { get; init; }
}
