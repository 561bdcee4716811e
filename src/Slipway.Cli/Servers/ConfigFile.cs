using System.Text.Json;

namespace Slipway.Cli.Servers;

/// <summary>Where logins are kept: <c>slipway/config.json</c> under <c>$XDG_CONFIG_HOME</c> (else <c>~/.config</c>), readable by its owner only.</summary>
internal sealed class ConfigFile(Func<string, string?> variable)
{
    public string Path { get; } = System.IO.Path.Combine(UserDirectories.Config(variable), "slipway/config.json");

    /// <summary>The logins; none where there is no file.</summary>
    /// <exception cref="ServerException">The file cannot be understood.</exception>
    public ServerLogins Read()
    {
        if (PrivateFile.Read(Path) is not { Length: > 0 } bytes)
            return ServerLogins.None;
        try
        {
            return JsonSerializer.Deserialize(bytes, ServerLoginsJson.Default.ServerLogins) ?? ServerLogins.None;
        }
        catch (JsonException e)
        {
            // The reader's message is left out, because it may quote what it stumbled over.
            throw new ServerException($"{Path} is not what slipway wrote there (line {e.LineNumber + 1}); mend it, or delete it and log in again.");
        }
    }

    public void Write(ServerLogins logins) => PrivateFile.Write(Path, JsonSerializer.SerializeToUtf8Bytes(logins, ServerLoginsJson.Default.ServerLogins));
}
