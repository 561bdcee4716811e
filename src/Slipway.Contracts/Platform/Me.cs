using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>Who a token is.</summary>
public sealed record Me
{
    [JsonPropertyName("token")]
    public required Token Token { get; init; }

    /// <summary>Absent: the token is an organization's own.</summary>
    [JsonPropertyName("user")]
    public string? User { get; init; }

    /// <summary>Manages users and every organization.</summary>
    [JsonPropertyName("administrator")]
    public bool Administrator { get; init; }

    /// <summary>Where the token pushes and pulls.</summary>
    [JsonPropertyName("organization")]
    public required string Organization { get; init; }

    /// <summary>Where the token has a say, at most 1000.</summary>
    [JsonPropertyName("organizations")]
    public required IReadOnlyList<OrganizationRole> Organizations { get; init; }
}
