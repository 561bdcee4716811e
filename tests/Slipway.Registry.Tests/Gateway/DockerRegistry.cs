using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Slipway.Registry.Tests.Gateway;

/// <summary>Debian's docker-registry (distribution 2.8) on a free port, with its data in a directory of its own.</summary>
internal sealed partial class DockerRegistry : IAsyncDisposable
{
    public const string Secret = "shared with the gateway";

    private readonly TemporaryDirectory _directory = new();
    private Process? _process;

    public Uri Url { get; private set; } = new("http://127.0.0.1");

    /// <summary>Starts it.</summary>
    /// <param name="asksForCredentials">With distribution's "silly" access controller, which takes any Authorization header.</param>
    public static async Task<DockerRegistry> StartAsync(bool asksForCredentials = false)
    {
        Tool.Require("docker-registry");
        var registry = new DockerRegistry();
        var auth = asksForCredentials ? "auth: {silly: {realm: http://internal.example/token, service: internal}}" : "";
        await File.WriteAllTextAsync(registry._directory["config.yml"], $$$"""
            version: 0.1
            log: {level: info, accesslog: {disabled: true}}
            storage: {filesystem: {rootdirectory: {{{registry._directory["data"]}}}}, delete: {enabled: true}}
            http: {addr: "127.0.0.1:0", secret: "{{{Secret}}}"}
            {{{auth}}}
            """);
        await registry.StartProcessAsync();
        return registry;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _directory.Dispose();
    }

    private async Task StartProcessAsync()
    {
        _process = Process.Start(new ProcessStartInfo("docker-registry", ["serve", _directory["config.yml"]]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        DataReceivedEventHandler read = (_, line) =>
        {
            if (line.Data is null)
                listening.TrySetException(new InvalidOperationException("docker-registry ended before it listened"));
            else if (Listening().Match(line.Data) is { Success: true } match)
                listening.TrySetResult(match.Groups[1].Value);
        };
        _process.ErrorDataReceived += read;
        _process.OutputDataReceived += read;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        Url = new Uri($"http://{await listening.Task.WaitAsync(TestContext.Current.CancellationToken)}");
    }

    [GeneratedRegex(@"listening on (127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}
