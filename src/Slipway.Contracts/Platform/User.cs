using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>A person or a machine with tokens of its own.</summary>
public sealed record User
{
    /// <summary>Also the name of the user's own organization.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>Manages users and every organization.</summary>
    [JsonPropertyName("administrator")]
    public bool Administrator { get; init; }

    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }
}
