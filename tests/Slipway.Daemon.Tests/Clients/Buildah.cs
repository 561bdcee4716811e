namespace Slipway.Daemon.Tests.Clients;

/// <summary>buildah. Of an index it remembers the image that it took, not the index.</summary>
public sealed class Buildah() : ContainersStorageClient("buildah")
{
    protected override string[] PullOptions => ["--policy", "always"];

    public override async Task<string> DescribeAsync(string reference) =>
        (await RunAsync("inspect", "--type", "image", "--format", "{{.FromImageDigest}}", reference)).Expect();
}
