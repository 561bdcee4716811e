using System.Text.Json.Serialization;

namespace Slipway.Oci.Manifests;

/// <summary>How the image wants to be run: the <c>config</c> object of an <see cref="ImageConfig"/> (OCI image-spec 1.1, config.md). Lists are never null.</summary>
public sealed record ContainerConfig
{
    /// <summary>User and group, by name or number: <c>1000:1000</c>, <c>www-data</c>; null or empty is root.</summary>
    [JsonPropertyName("User")]
    public string? User { get; init; }

    /// <summary>Environment, each <c>NAME=value</c>.</summary>
    [JsonPropertyName("Env")]
    public IReadOnlyList<string> Env { get; init => field = value ?? []; } = [];

    /// <summary>The program and its fixed arguments; null when the image names none.</summary>
    [JsonPropertyName("Entrypoint")]
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>Arguments that a caller may replace, or the whole command when there is no entrypoint; null when the image names none.</summary>
    [JsonPropertyName("Cmd")]
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>The working directory; null or empty is <c>/</c>.</summary>
    [JsonPropertyName("WorkingDir")]
    public string? WorkingDir { get; init; }

    /// <summary>The signal that asks the program to end: <c>SIGQUIT</c>, <c>3</c>; null is SIGTERM.</summary>
    [JsonPropertyName("StopSignal")]
    public string? StopSignal { get; init; }

    /// <summary>Ports the program listens on: <c>80/tcp</c>.</summary>
    [JsonPropertyName("ExposedPorts")]
    [JsonConverter(typeof(JsonKeySetConverter))]
    public IReadOnlyList<string> ExposedPorts { get; init => field = value ?? []; } = [];

    /// <summary>Directories meant to outlive the machine.</summary>
    [JsonPropertyName("Volumes")]
    [JsonConverter(typeof(JsonKeySetConverter))]
    public IReadOnlyList<string> Volumes { get; init => field = value ?? []; } = [];

    /// <summary>Free text by key; null when there is none.</summary>
    [JsonPropertyName("Labels")]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>The list with a null in it, which JSON allows and nobody can run; or null.</summary>
    internal string? NullMember() => this switch
    {
        _ when Env.Contains(null!) => "Env",
        _ when Entrypoint is not null && Entrypoint.Contains(null!) => "Entrypoint",
        _ when Cmd is not null && Cmd.Contains(null!) => "Cmd",
        _ => null,
    };
}
