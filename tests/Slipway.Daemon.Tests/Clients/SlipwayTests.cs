using System.Text.Json;

namespace Slipway.Daemon.Tests.Clients;

/// <summary>Our own client with our registry.</summary>
public sealed class SlipwayTests(RegistryFixture registries, ClientFixture<Slipway> clients) : ClientContract<Slipway>(registries, clients)
{
    [Theory]
    [InlineData("args")]
    [InlineData("foreign")]
    [InlineData("layers")]
    [InlineData("scratch")]
    [InlineData("user")]
    public async Task Push_ImageMadeByOthers_ReachesSkopeoWithItsDigest(string image)
    {
        var layout = Path.Combine(AppContext.BaseDirectory, "../../../test-images", image);
        Assert.SkipUnless(File.Exists(Path.Combine(layout, "index.json")), $"the test image {image} is not built: tests/images/build artifacts/test-images {image}");
        using var index = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(layout, "index.json"), TestContext.Current.CancellationToken));
        var (registry, client) = await LoginAsync("bearer");
        var name = $"{registry.Authority}/made/{image}:1";

        (await client.RunAsync("push", "--all", $"oci:{layout}", name)).Expect();

        await using var skopeo = new Skopeo();
        (await skopeo.LoginAsync(registry.Authority, registry.First.Secret)).Expect();
        (await skopeo.PullAsync(name)).Expect();
        Assert.Equal(index.RootElement.GetProperty("manifests")[0].GetProperty("digest").GetString(), await skopeo.DescribeAsync(name));
    }

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
