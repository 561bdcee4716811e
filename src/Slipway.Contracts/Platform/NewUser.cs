using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform;

/// <summary>Asks for a user, with an organization of the same name.</summary>
public sealed record NewUser
{
    /// <summary>1 to 40 lower-case letters, digits and single hyphens inside.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("administrator")]
    public bool Administrator { get; init; }
}
