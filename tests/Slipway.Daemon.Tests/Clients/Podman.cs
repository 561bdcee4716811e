namespace Slipway.Daemon.Tests.Clients;

/// <summary>podman.</summary>
public sealed class Podman() : ContainersStorageClient("podman")
{
    public override async Task<string> DescribeAsync(string reference) => (await RunAsync("image", "inspect", "--format", "{{.RepoDigests}}", reference)).Expect();
}
