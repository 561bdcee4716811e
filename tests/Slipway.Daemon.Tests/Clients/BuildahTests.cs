namespace Slipway.Daemon.Tests.Clients;

/// <summary>buildah with our registry.</summary>
public sealed class BuildahTests(RegistryFixture registries, ClientFixture<Buildah> clients) : ClientContract<Buildah>(registries, clients)
{
    [Fact]
    public async Task ManifestPush_AllPlatforms_HasTheDigestThatBuildahSays()
    {
        var (registry, client) = await LoginAsync("bearer");
        var digest = await client.PushIndexAsync(registry.NameOf(SeedKind.Index), $"{registry.Authority}/buildah/all:1");
        Assert.Equal(digest, await registry.DigestOfAsync(registry.First, "buildah/all"));
    }
}
