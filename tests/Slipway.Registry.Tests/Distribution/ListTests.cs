using System.Net;

namespace Slipway.Registry.Tests.Distribution;

/// <summary>distribution-spec 1.1, end-1, end-8a and end-8b, and Docker's catalog.</summary>
public sealed class ListTests
{
    [Fact]
    public async Task Base_Known_SaysSo()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();

        var answer = await client.GetAsync("/v2/");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("registry/2.0", answer.Header("Docker-Distribution-API-Version"));
        Assert.Equal("{}"u8.ToArray(), await answer.BytesAsync());
    }

    [Fact]
    public async Task Tags_PageByPage_AreAllInAsciiOrder()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        string[] expected = ["B", "a", "a-1", "a.1", "b", "c"];
        foreach (var tag in expected.Reverse())
            await client.PushImageAsync("team/app", tag);

        var seen = new List<string?>();
        for (var path = "/v2/team/app/tags/list?n=4"; path is not null;)
        {
            var answer = await client.GetAsync(path);
            Assert.Equal("team/app", (await answer.JsonAsync()).GetProperty("name").GetString());
            seen.AddRange(await NamesAsync(answer, "tags"));
            path = answer.Header("Link") is { } link ? link[1..link.IndexOf('>')] : null;
        }

        string[] sorted = [.. expected.Order(StringComparer.Ordinal)];
        Assert.Equal(sorted, seen);
        Assert.Equal(sorted[3..], await NamesAsync(await client.GetAsync($"/v2/team/app/tags/list?last={sorted[2]}"), "tags"));
    }

    [Theory]
    [InlineData("n=0", 0, false)]
    [InlineData("n=1", 1, true)]
    [InlineData("n=3", 3, false)]
    [InlineData("n=9223372036854775807", 3, false)]
    [InlineData("", 3, false)]
    public async Task Tags_Number_LimitsThePage(string query, int count, bool more)
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        foreach (var tag in new[] { "a", "b", "c" })
            await client.PushImageAsync("app", tag);

        var answer = await client.GetAsync("/v2/app/tags/list?" + query);

        Assert.Equal(count, (await NamesAsync(answer, "tags")).Count);
        Assert.Equal(more, answer.Header("Link") is not null);
    }

    [Fact]
    public async Task Tags_MoreThanAPage_AreCapped()
    {
        await using var registry = await TestRegistry.StartAsync(static options => options with { MaxPageSize = 2 });
        using var client = registry.Client();
        foreach (var tag in new[] { "a", "b", "c" })
            await client.PushImageAsync("app", tag);

        var answer = await client.GetAsync("/v2/app/tags/list?n=1000000000");

        Assert.Equal(["a", "b"], await NamesAsync(answer, "tags"));
        Assert.Equal("</v2/app/tags/list?n=2&last=b>; rel=\"next\"", answer.Header("Link"));
    }

    [Theory]
    [InlineData("n=-1")]
    [InlineData("n=x")]
    [InlineData("n=99999999999999999999")]
    [InlineData("n=")]
    [InlineData("n=1&n=2")]
    public async Task Tags_MalformedNumber_Gives400(string query)
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();

        await (await client.GetAsync("/v2/app/tags/list?" + query)).AssertErrorAsync(HttpStatusCode.BadRequest, "PAGINATION_NUMBER_INVALID");
    }

    [Fact]
    public async Task Tags_UnknownRepository_Gives404()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var alice = registry.Client();
        using var bob = registry.Client("bob");
        await alice.PushImageAsync("app", "v1");

        await (await bob.GetAsync("/v2/app/tags/list")).AssertErrorAsync(HttpStatusCode.NotFound, "NAME_UNKNOWN");
    }

    [Fact]
    public async Task Catalog_Administrator_SeesTheOrganizationsOwn()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var alice = registry.Client();
        using var bob = registry.Client("bob");
        foreach (var name in new[] { "b", "a/b", "a" })
            await alice.PushImageAsync(name, "v1");
        await bob.PushImageAsync("other", "v1");

        var first = await alice.GetAsync("/v2/_catalog?n=2");

        Assert.Equal(["a", "a/b"], await NamesAsync(first, "repositories"));
        Assert.Equal("</v2/_catalog?n=2&last=a%2Fb>; rel=\"next\"", first.Header("Link"));
        Assert.Equal(["b"], await NamesAsync(await alice.GetAsync("/v2/_catalog?n=2&last=a%2Fb"), "repositories"));
        Assert.Equal(["other"], await NamesAsync(await bob.GetAsync("/v2/_catalog"), "repositories"));
    }

    [Fact]
    public async Task Catalog_Others_AreDenied()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var anna = registry.Client("anna");

        await (await anna.GetAsync("/v2/_catalog")).AssertErrorAsync(HttpStatusCode.Forbidden, "DENIED");
    }

    private static async Task<IReadOnlyList<string?>> NamesAsync(HttpResponseMessage answer, string member)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return [.. (await answer.JsonAsync()).GetProperty(member).EnumerateArray().Select(static name => name.GetString())];
    }
}
