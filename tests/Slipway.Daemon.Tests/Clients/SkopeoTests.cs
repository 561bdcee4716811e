namespace Slipway.Daemon.Tests.Clients;

/// <summary>skopeo with our registry.</summary>
public sealed class SkopeoTests(RegistryFixture registries, ClientFixture<Skopeo> clients) : ClientContract<Skopeo>(registries, clients)
{
    [Fact]
    public async Task Push_IndexUnderAnotherName_HasEveryPlatformAndTheSameDigest()
    {
        var (registry, client) = await LoginAsync("bearer");
        (await client.PullAsync(registry.NameOf(SeedKind.Index))).Expect();
        var other = $"{registry.Authority}/skopeo/all:1";
        await client.TagAsync(registry.NameOf(SeedKind.Index), other);
        Assert.Equal(registry[SeedKind.Index].Digest, await client.PushAsync(other));
        (await client.PullAsync(other)).Expect();
    }
}
