using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Slipway.Testing;

/// <summary>Debian's docker-registry on a port the kernel chose, with its data in a directory of its own; ended by disposal.</summary>
internal sealed partial class DebianRegistry : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Process _process;

    private DebianRegistry(string? htpasswd)
    {
        var config = $$"""
            version: 0.1
            log: { level: info }
            storage: { filesystem: { rootdirectory: "{{_directory.Path}}/data" } }
            http: { addr: "127.0.0.1:0" }

            """;
        if (htpasswd is not null)
        {
            File.WriteAllText(Path.Combine(_directory.Path, "htpasswd"), htpasswd + "\n");
            config += $$"""auth: { htpasswd: { realm: test, path: "{{_directory.Path}}/htpasswd" } }""";
        }

        File.WriteAllText(Path.Combine(_directory.Path, "config.yml"), config);
        var start = new ProcessStartInfo("docker-registry", ["serve", Path.Combine(_directory.Path, "config.yml")]) { RedirectStandardError = true };
        _process = Process.Start(start)!;
    }

    public string Authority { get; private set; } = "";

    /// <summary>Starts one and waits for the port it says; skips the test where there is none installed.</summary>
    public static async Task<DebianRegistry> StartAsync(string? htpasswd = null)
    {
        Tool.Require("docker-registry", "skopeo");
        var registry = new DebianRegistry(htpasswd);
        while (await registry._process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (Listening().Match(line) is not { Success: true } match)
                continue;
            registry.Authority = match.Groups[1].Value;
            _ = registry._process.StandardError.BaseStream.CopyToAsync(Stream.Null); // or its log fills the pipe
            return registry;
        }

        registry.Dispose();
        throw new InvalidOperationException("docker-registry did not start");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _directory.Dispose();
    }

    [GeneratedRegex(@"listening on ([\d.]+:\d+)")]
    private static partial Regex Listening();
}
