using System.Text.Json;

namespace Slipway.Daemon.Tests.Clients;

/// <summary>Our own client with our registry.</summary>
public sealed class SlipwayTests(RegistryFixture registries, ClientFixture<Slipway> clients) : ClientContract<Slipway>(registries, clients)
{
    [Fact]
    public async Task Push_FromALayout_IsPulledUnderItsDigest()
    {
        var (registry, client) = await LoginAsync("bearer");
        SampleImage.Write(client["made"]);
        var name = $"{registry.Authority}/slipway/made:1";

        var pushed = (await client.RunAsync("push", $"oci:{client["made"]}", name, "--format", "json")).Expect();
        using var report = JsonDocument.Parse(pushed[pushed.IndexOf('{', StringComparison.Ordinal)..(pushed.LastIndexOf('}') + 1)]);
        var digest = report.RootElement.GetProperty("digest").GetString()!;

        Assert.Equal(digest, await registry.DigestOfAsync(registry.First, "slipway/made"));
        Assert.Contains($"{name}@{digest}", (await client.RunAsync("image", "pull", name)).Expect(), StringComparison.Ordinal);
    }
}
