using Slipway.Registry.Conformance.Probing;
using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>The repositories of a registry (distribution, docs/spec/api.md "Catalog"; not in the OCI specification). Asked as the administrator.</summary>
public abstract class CatalogConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    private readonly string[] _names = [.. Enumerable.Range(0, 5).Select(i => $"{NewRepository()}-{i}").Order(StringComparer.Ordinal)];

    [Fact]
    [Clause("catalog", "Listing Repositories")]
    public async Task Catalog_Listed_HasWhatWasPushedInOrder()
    {
        var probe = await PushAsync();
        var listed = await FollowAsync(probe, "/v2/_catalog");
        Assert.Equal(_names, listed.Where(_names.Contains));
        Assert.Equal(listed.Order(StringComparer.Ordinal), listed);
    }

    [Fact]
    [Clause("catalog", "Pagination")]
    public async Task Catalog_ByPages_HasEverythingOnce()
    {
        var probe = await PushAsync();
        Assert.Equal(_names, (await FollowAsync(probe, "/v2/_catalog?n=2")).Where(_names.Contains));
    }

    [Fact]
    [Clause("catalog", "Pagination")]
    public async Task Catalog_WithNAndLast_IsTheNextPage()
    {
        var probe = await PushAsync();
        var answer = (await probe.GetAsync($"/v2/_catalog?n=2&last={Uri.EscapeDataString(_names[0])}")).Expect(200);
        var page = NamesOf(answer);
        Assert.Equal(2, page.Length);
        Assert.All(page, name => Assert.True(string.CompareOrdinal(name, _names[0]) > 0, $"{name} is not behind {_names[0]}."));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("many")]
    [Clause("catalog", "Pagination")]
    public async Task Catalog_WithNThatIsNoNumber_IsRefused(string n)
    {
        Needs(Feature.CatalogPageSize);
        var probe = await PushAsync();
        (await probe.GetAsync($"/v2/_catalog?n={n}")).Expect(400);
    }

    /// <summary>CVE-2023-2253: a page of two thousand million was allocated.</summary>
    [Fact]
    [Clause("catalog", "Pagination")]
    public async Task Catalog_WithAHugeN_IsRefusedOrListed()
    {
        var probe = await PushAsync();
        (await probe.GetAsync("/v2/_catalog?n=2147483647")).Expect(200, 400);
    }

    private async Task<RegistryProbe> PushAsync()
    {
        foreach (var name in _names)
            await Samples.SampleImages.Image().PushAsync(Probe, name, "v1");
        return Login(Target.Administrator ?? Target.User);
    }

    private static async Task<List<string>> FollowAsync(RegistryProbe probe, string first)
    {
        var found = new List<string>();
        for (var next = (string?)first; next is not null && found.Count < 100_000;)
        {
            var answer = (await probe.GetAsync(next)).Expect(200);
            found.AddRange(NamesOf(answer));
            next = answer.NextPage;
        }

        return found;
    }

    private static string[] NamesOf(Answer answer) => [.. answer.Json.GetProperty("repositories").EnumerateArray().Select(name => name.GetString()!)];
}
