using System.Text.Json.Serialization;

namespace Slipway.Cli.Servers;

/// <summary>The content of <c>config.json</c>: the servers that the user is logged in to.</summary>
internal sealed record ServerLogins
{
    /// <summary>The address of the server that verbs speak to; absent when there is none.</summary>
    [JsonPropertyName("current")]
    public string? Current { get; init; }

    /// <summary>By address, as <see cref="ServerAddress"/> spells it.</summary>
    [JsonPropertyName("servers")]
    public required IReadOnlyDictionary<string, ServerLogin> Servers { get; init; }

    public static ServerLogins None { get; } = new() { Servers = new Dictionary<string, ServerLogin>() };
}

/// <summary>One login.</summary>
internal sealed record ServerLogin
{
    [JsonPropertyName("token")]
    public required string Token { get; init; }

    /// <summary>The user allowed plain http to this server.</summary>
    [JsonPropertyName("insecure")]
    public bool Insecure { get; init; }

    // A record prints its members; this one must not.
    public override string ToString() => "login";
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ServerLogins))]
internal sealed partial class ServerLoginsJson : JsonSerializerContext;
