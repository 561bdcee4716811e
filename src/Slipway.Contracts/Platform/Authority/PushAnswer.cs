using System.Text.Json.Serialization;

namespace Slipway.Contracts.Platform.Authority;

/// <summary>Whether the push may go on.</summary>
public sealed record PushAnswer
{
    /// <summary>False: the token does not allow it, or <see cref="Full"/> says why.</summary>
    [JsonPropertyName("allowed")]
    public required bool Allowed { get; init; }

    /// <summary>Null unless the repository would be a new one, and the organization has as many as it may.</summary>
    [JsonPropertyName("full")]
    public RepositoryCount? Full { get; init; }
}
