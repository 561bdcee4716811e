using System.Text.Json.Serialization;

namespace Slipway.Oci.Registry;

/// <summary>One registry's entry of a <see cref="DockerConfigFile"/>. Not a record: records print their members.</summary>
internal sealed class DockerLogin
{
    /// <summary>Base64 of <c>user:password</c>.</summary>
    [JsonPropertyName("auth")]
    public string? Auth { get; init; }

    [JsonPropertyName("username")]
    public string? Username { get; init; }

    [JsonPropertyName("password")]
    public string? Password { get; init; }

    /// <summary>A refresh token for the registry's token service.</summary>
    [JsonPropertyName("identitytoken")]
    public string? IdentityToken { get; init; }
}
