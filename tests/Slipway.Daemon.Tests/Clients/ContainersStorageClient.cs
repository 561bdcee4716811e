namespace Slipway.Daemon.Tests.Clients;

/// <summary>podman or buildah, which have the same store and nearly the same commands.</summary>
public abstract class ContainersStorageClient(string program) : ImageClient
{
    public override Task StartAsync()
    {
        Tool.Require(program);
        Assert.SkipUnless(Environment.IsPrivilegedProcess, $"{program} runs in tests as root only");
        return Task.CompletedTask;
    }

    public override Task<ClientResult> LoginAsync(string registry, string token) =>
        Home.RunWithInputAsync(token, program, "login", "--tls-verify=false", "-u", "x", "--password-stdin", registry);

    public override Task<ClientResult> PullAsync(string reference) => RunAsync(["pull", .. PullOptions, "--tls-verify=false", reference]);

    public override async Task TagAsync(string reference, string other) => (await RunAsync("tag", reference, other)).Expect();

    public override async Task<string> PushAsync(string reference)
    {
        (await RunAsync("push", "--tls-verify=false", "--digestfile", Home["digest"], reference)).Expect();
        return await File.ReadAllTextAsync(Home["digest"], TestContext.Current.CancellationToken);
    }

    /// <summary>Makes an index of what another one lists, and pushes it with its images; its digest.</summary>
    public async Task<string> PushIndexAsync(string source, string reference)
    {
        (await RunAsync("manifest", "create", reference)).Expect();
        (await RunAsync("manifest", "add", "--tls-verify=false", "--all", reference, $"docker://{source}")).Expect();
        (await RunAsync("manifest", "push", "--tls-verify=false", "--all", "--digestfile", Home["digest"], reference, $"docker://{reference}")).Expect();
        return await File.ReadAllTextAsync(Home["digest"], TestContext.Current.CancellationToken);
    }

    /// <summary>What makes it ask the registry even for an image that it has.</summary>
    protected virtual string[] PullOptions => [];

    protected Task<ClientResult> RunAsync(params string[] arguments) =>
        Home.RunAsync(program, ["--root", Home["images"], "--runroot", Home["run"], "--storage-driver", "vfs", .. arguments]);
}
