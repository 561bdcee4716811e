namespace Slipway.Daemon.Tests.Clients;

/// <summary>containerd with our registry.</summary>
public sealed class ContainerdTests(RegistryFixture registries, ClientFixture<Containerd> clients) : ClientContract<Containerd>(registries, clients)
{
    [Fact]
    public async Task Push_IndexUnderAnotherName_HasEveryPlatformAndTheSameDigest()
    {
        var (registry, client) = await LoginAsync("bearer");
        (await client.PullAsync(registry.NameOf(SeedKind.Index))).Expect();
        await client.TagAsync(registry.NameOf(SeedKind.Index), $"{registry.Authority}/containerd/all:1");
        await client.PushAsync($"{registry.Authority}/containerd/all:1");
        Assert.Equal(registry[SeedKind.Index].Digest, await registry.DigestOfAsync(registry.First, "containerd/all"));
    }
}
