namespace Slipway.Daemon.Tests.Clients;

/// <summary>The Docker engine with our registry.</summary>
public sealed class DockerEngineTests(RegistryFixture registries, ClientFixture<DockerEngine> clients) : ClientContract<DockerEngine>(registries, clients)
{
    [Fact]
    public async Task ManifestPush_ListOfTwoImages_HasTheDigestThatDockerSays()
    {
        var (registry, client) = await LoginAsync("bearer");
        var said = await client.PushListAsync($"{registry.Authority}/docker/all:1", registry.NameOf(SeedKind.Docker), registry.NameOf(SeedKind.Oci));
        Assert.Contains(await registry.DigestOfAsync(registry.First, "docker/all"), said, StringComparison.Ordinal);
    }
}
