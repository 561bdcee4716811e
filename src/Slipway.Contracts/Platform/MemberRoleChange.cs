using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>What a user is to be in an organization.</summary>
public sealed record MemberRoleChange
{
    /// <summary><c>admin</c> or <c>member</c>.</summary>
    [JsonPropertyName("role")]
    public required string Role { get; init; }
}
