using System.Text.RegularExpressions;

namespace Slipway.Daemon.Tests.Clients;

/// <summary>containerd by its own client <c>ctr</c>, which is told the token with every command.</summary>
public sealed partial class Containerd : ImageClient
{
    private EngineProcess? _engine;
    private string _token = "";

    private string Socket => Home["containerd.sock"];

    public override async Task StartAsync()
    {
        Tool.Require("ctr");
        _engine = await EngineProcess.StartAsync(
            "containerd", UpLine(), "--root", Home["root"], "--state", Home["state"], "--address", Socket, "--config", "/dev/null", "--log-level", "info");
    }

    public override Task<ClientResult> LoginAsync(string registry, string token)
    {
        _token = token;
        return Task.FromResult(new ClientResult("ctr", 0, ""));
    }

    public override async Task<ClientResult> PullAsync(string reference)
    {
        var result = await RunAsync("pull", "--plain-http", "--all-platforms", "--user", $"x:{_token}", reference);
        return result with { Output = Progress().Replace(result.Output, "") };
    }

    public override async Task<string> DescribeAsync(string reference) => (await RunAsync("list", $"name=={reference}")).Expect();

    public override async Task TagAsync(string reference, string other) => (await RunAsync("tag", reference, other)).Expect();

    public override async Task<string> PushAsync(string reference)
    {
        var said = (await RunAsync("push", "--plain-http", "--user", $"x:{_token}", reference)).Expect();
        return said + await DescribeAsync(reference); // it says the digest of a manifest, not of an index
    }

    public override async ValueTask DisposeAsync()
    {
        if (_engine is not null)
            await _engine.DisposeAsync();
        await base.DisposeAsync();
    }

    private Task<ClientResult> RunAsync(params string[] arguments) => Home.RunAsync("ctr", ["--address", Socket, "images", .. arguments]);

    /// <summary>Drawn anew every tenth of a second, so that a fast answer has none of it.</summary>
    [GeneratedRegex(@"[^\n]*(: resolving |elapsed: )[^\n]*\n?|\x1b\[[0-9;]*[A-Za-z]")]
    private static partial Regex Progress();

    [GeneratedRegex("containerd successfully booted")]
    private static partial Regex UpLine();
}
