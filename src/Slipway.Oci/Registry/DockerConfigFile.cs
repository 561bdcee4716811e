using System.Text.Json.Serialization;

namespace Slipway.Oci.Registry;

/// <summary>The parts of <c>config.json</c> (docker) and <c>auth.json</c> (podman, containers-auth.json(5)) that say who the user is.</summary>
internal sealed class DockerConfigFile
{
    /// <summary>Credentials by registry, in docker also by URL, in podman also by a prefix of the repository.</summary>
    [JsonPropertyName("auths")]
    public IReadOnlyDictionary<string, DockerLogin?>? Auths { get; init; }

    /// <summary>The helper for one registry: <c>X</c> means the program <c>docker-credential-X</c>.</summary>
    [JsonPropertyName("credHelpers")]
    public IReadOnlyDictionary<string, string?>? CredHelpers { get; init; }

    /// <summary>The helper for all registries.</summary>
    [JsonPropertyName("credsStore")]
    public string? CredsStore { get; init; }
}
