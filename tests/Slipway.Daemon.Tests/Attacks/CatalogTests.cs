using System.Text.Json;

namespace Slipway.Daemon.Tests.Attacks;

/// <summary>
/// CVE-2026-27771 (Gitea), GO-2022-0785 (Harbor), CVE-2019-12825 (GitLab): names and images of private repositories for everybody.
/// CVE-2023-2253 (distribution): the number of entries that a client asks for sized an array.
/// </summary>
public sealed class CatalogTests(Tenants tenants) : IClassFixture<Tenants>
{
    [Theory]
    [InlineData("GET /v2/_catalog")]
    [InlineData("GET /v2/")]
    [InlineData("GET /v2/app/tags/list")]
    [InlineData("GET /v2/app/manifests/latest")]
    [InlineData("GET /v2/_catalog?n=100000")]
    public async Task WithoutCredentials_NothingIsTold(string request)
    {
        await tenants.Owner.PushImageAsync("app", "latest");

        var answer = await tenants.Anonymous.ExpectAsync(401, request);

        Assert.StartsWith("""{"errors":[{"code":"UNAUTHORIZED",""", answer.Text, StringComparison.Ordinal);
        Assert.NotNull(answer.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task TokenWithoutCredentials_IsNotGiven()
    {
        await tenants.Anonymous.ExpectAsync(401, "GET /auth/token?service=slipway&scope=repository:app:pull");
        await tenants.Anonymous.ExpectAsync(401, "GET /auth/token?service=slipway");
    }

    [Fact]
    public async Task Catalog_IsForAdministratorsAndOfTheirOrganizationOnly()
    {
        await tenants.Owner.PushImageAsync("app", "latest");
        await tenants.Intruder.PushImageAsync("theirs", "latest");
        await tenants.Owner.ExpectAsync(403, "GET /v2/_catalog");
        var narrow = RawClient.Bearer(tenants.Server, await tenants.Owner.ExchangeTokenAsync("registry:catalog:*"));
        await narrow.ExpectAsync(401, "GET /v2/_catalog");

        var administrator = await tenants.LoginAsync("second", "admin");
        var catalog = await administrator.ExpectAsync(200, "GET /v2/_catalog?n=1000");

        Assert.Equal("""{"repositories":["theirs"]}""", catalog.Text);
    }

    [Theory]
    [InlineData("999999999", 200)]
    [InlineData("9223372036854775807", 200)]
    [InlineData("9223372036854775808", 400)]
    [InlineData("-1", 400)]
    [InlineData("0x10", 400)]
    [InlineData("1e9", 400)]
    [InlineData("%20", 400)]
    public async Task HugeNumberOfEntries_SizesNothing(string number, int status)
    {
        var administrator = await tenants.LoginAsync("first", "admin");
        var digest = await tenants.Owner.PushImageAsync("app", "latest");
        var before = tenants.Daemon.PeakMemoryBytes;

        foreach (var list in new[] { "_catalog", "app/tags/list", $"app/referrers/{digest}" })
        {
            var answer = await administrator.ExpectAsync(status, $"GET /v2/{list}?n={number}");
            if (status == 200)
                JsonDocument.Parse(answer.Body).Dispose();
        }

        Assert.InRange(tenants.Daemon.PeakMemoryBytes - before, 0, 64L << 20);
    }
}
