using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Daemon.Tests.Clients;

/// <summary>The Docker engine with its command line. It has no network of its own here and touches no firewall.</summary>
public sealed partial class DockerEngine : ImageClient
{
    private const int FirstWithZstd = 23;

    private EngineProcess? _engine;

    public override async Task StartAsync()
    {
        Tool.Require("docker");
        _engine = await EngineProcess.StartAsync(
            "dockerd", UpLine(), "--data-root", Home["engine"], "--exec-root", Home["exec"], "-H", $"unix://{Home["docker.sock"]}", "--pidfile", Home["engine.pid"],
            "--iptables=false", "--ip6tables=false", "--bridge=none", "--storage-driver=vfs");
    }

    /// <summary>Engines before 23.0 take a zstd layer for a tar.</summary>
    public override async Task<string?> RefusalAsync(SeedKind kind)
    {
        var version = (await Home.RunAsync("docker", "version", "--format", "{{.Server.Version}}")).Expect().Split('.')[0];
        return kind == SeedKind.Zstd && int.Parse(version, CultureInfo.InvariantCulture) < FirstWithZstd ? $"Docker's engine {version} cannot unpack zstd" : null;
    }

    public override Task<ClientResult> LoginAsync(string registry, string token) =>
        Home.RunWithInputAsync(token, "docker", "login", "-u", "x", "--password-stdin", registry);

    public override Task<ClientResult> PullAsync(string reference) => Home.RunAsync("docker", "pull", reference);

    public override async Task<string> DescribeAsync(string reference) =>
        (await Home.RunAsync("docker", "image", "inspect", "--format", "{{.RepoDigests}}", reference)).Expect();

    public override async Task TagAsync(string reference, string other) => (await Home.RunAsync("docker", "tag", reference, other)).Expect();

    public override async Task<string> PushAsync(string reference) => (await Home.RunAsync("docker", "push", reference)).Expect();

    /// <summary>Makes a manifest list of images that the registry has, and pushes it; what docker says of its digest.</summary>
    public async Task<string> PushListAsync(string reference, params string[] images)
    {
        (await Home.RunAsync("docker", ["manifest", "create", "--insecure", reference, .. images])).Expect();
        return (await Home.RunAsync("docker", "manifest", "push", "--insecure", reference)).Expect();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_engine is not null)
            await _engine.DisposeAsync();
        await base.DisposeAsync();
    }

    [GeneratedRegex("API listen on")]
    private static partial Regex UpLine();
}
