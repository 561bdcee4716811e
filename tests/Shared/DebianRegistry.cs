using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Slipway.Testing;

/// <summary>Debian's docker-registry (distribution 2.8) on a port the kernel chose, with its data in a directory of its own; ended by disposal.</summary>
internal sealed partial class DebianRegistry : IDisposable
{
    /// <summary>The secret by which it signs the state of uploads; a gateway in front of it needs it too.</summary>
    public const string HttpSecret = "shared with the gateway";

    private const string Program = "docker-registry";

    private readonly TemporaryDirectory _directory = new();
    private readonly List<string> _said = [];
    private readonly Process _process;

    private DebianRegistry(string? htpasswd, string auth)
    {
        File.WriteAllText(_directory["htpasswd"], htpasswd + "\n");
        File.WriteAllText(_directory["config.yml"], $$"""
            version: 0.1
            log: { level: info, accesslog: { disabled: true } }
            storage: { filesystem: { rootdirectory: "{{_directory["data"]}}" }, delete: { enabled: true } }
            http: { addr: "127.0.0.1:0", secret: "{{HttpSecret}}" }
            {{(htpasswd is null ? auth : $$"""auth: { htpasswd: { realm: test, path: "{{_directory["htpasswd"]}}" } }""")}}
            """);
        _process = Process.Start(new ProcessStartInfo(Program, ["serve", _directory["config.yml"]]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    /// <summary>Host and port.</summary>
    public string Authority { get; private set; } = "";

    public Uri Base => new($"http://{Authority}");

    /// <summary>Why it cannot be started here, or null.</summary>
    public static string? Missing() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, Program)))
        ? null
        : $"{Program} is not installed";

    /// <summary>Starts one and waits for the port it says; skips the test where there is none installed.</summary>
    /// <param name="htpasswd">A line of an htpasswd file; then it wants that user by Basic.</param>
    /// <param name="auth">The <c>auth</c> section of its configuration, where there is no <paramref name="htpasswd"/>.</param>
    public static async Task<DebianRegistry> StartAsync(string? htpasswd = null, string auth = "")
    {
        Tool.Require(Program);
        var registry = new DebianRegistry(htpasswd, auth);
        try
        {
            await registry.ListenAsync();
            return registry;
        }
        catch
        {
            registry.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _directory.Dispose();
    }

    private async Task ListenAsync()
    {
        while (await _process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            _said.Add(line);
            if (Listening().Match(line) is not { Success: true } match)
                continue;
            Authority = match.Groups[1].Value;
            _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null); // or its log fills the pipe
            return;
        }

        throw new InvalidOperationException($"{Program} ended before it listened:\n{string.Join('\n', _said)}");
    }

    [GeneratedRegex(@"listening on ([\d.]+:\d+)")]
    private static partial Regex Listening();
}
