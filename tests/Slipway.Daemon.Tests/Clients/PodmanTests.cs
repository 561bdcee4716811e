namespace Slipway.Daemon.Tests.Clients;

/// <summary>podman with our registry.</summary>
public sealed class PodmanTests(RegistryFixture registries, ClientFixture<Podman> clients) : ClientContract<Podman>(registries, clients)
{
    [Fact]
    public async Task ManifestPush_AllPlatforms_HasTheDigestThatPodmanSays()
    {
        var (registry, client) = await LoginAsync("bearer");
        var digest = await client.PushIndexAsync(registry.NameOf(SeedKind.Index), $"{registry.Authority}/podman/all:1");
        Assert.Equal(digest, await registry.DigestOfAsync(registry.First, "podman/all"));
    }
}
