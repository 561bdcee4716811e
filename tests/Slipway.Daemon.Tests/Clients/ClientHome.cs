using System.Text;

namespace Slipway.Daemon.Tests.Clients;

/// <summary>The home of a user of image tools, who has no logins and no images yet; gone with everything in it by disposal.</summary>
public sealed class ClientHome : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    /// <summary>The path of a name in it.</summary>
    public string this[string name] => _directory[name];

    public Task<ClientResult> RunAsync(string program, params string[] arguments) => RunWithInputAsync("", program, arguments);

    /// <summary>Runs a program with the tools' directories all in this home; skips the test where there is no such program.</summary>
    public async Task<ClientResult> RunWithInputAsync(string input, string program, params string[] arguments)
    {
        Tool.Require(Path.GetFileName(program) == program ? [program] : []);
        string[] environment =
        [
            $"HOME={this["home"]}", $"XDG_CONFIG_HOME={this["config"]}", $"XDG_DATA_HOME={this["data"]}", $"REGISTRY_AUTH_FILE={this["auth.json"]}",
            $"DOCKER_CONFIG={this["docker"]}", $"DOCKER_HOST=unix://{this["docker.sock"]}",
        ];
        var (exitCode, output, error) = await Tool.RunAsync("env", [.. environment, program, .. arguments], directory: "", Encoding.UTF8.GetBytes(input));
        return new ClientResult($"{program} {string.Join(' ', arguments)}", exitCode, Encoding.UTF8.GetString(output) + error);
    }

    public void Dispose() => _directory.Dispose();
}
