using System.Net;
using System.Text.Json;
using Slipway.Registry.Tests.Authorizer;

namespace Slipway.Registry.Tests.Tokens;

public sealed class TokenEndpointTests
{
    [Theory]
    [InlineData("acme", "scope=repository:app:pull,push", "repository:app:pull,push")]
    [InlineData("acme", "scope=repository:app:*", "repository:app:pull,push,delete")]
    [InlineData("acme-reader", "scope=repository:app:pull,push,delete", "repository:app:pull")]
    [InlineData("acme-pusher", "scope=repository:team/app:pull,push+repository:other:pull", "repository:team/app:pull,push")]
    [InlineData("acme-pusher", "scope=repository:team/app:pull&scope=repository:team/app:push", "repository:team/app:pull,push")]
    [InlineData("acme", "scope=registry:catalog:*", "registry:catalog:*")]
    [InlineData("acme-reader", "scope=registry:catalog:*", "")]
    [InlineData("acme", "scope=repository(plugin):app:pull+repository:App:pull+repository:app:fly+registry:other:*+x", "")]
    [InlineData("acme", "account=x&client_id=docker&offline_token=true", "")]
    public async Task Scopes_AreCutToTheHoldersGrants(string token, string query, string granted)
    {
        await using var server = await GuardedServer.StartAsync(GuardedServer.Bearer);

        using var response = await server.SendAsync(HttpMethod.Get, $"/auth/token?service=registry.test&{query}", $"secret-{token}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(granted, json.RootElement.GetProperty("scope").GetString());
        Assert.Equal(json.RootElement.GetProperty("token").GetString(), json.RootElement.GetProperty("access_token").GetString());
        Assert.InRange(json.RootElement.GetProperty("expires_in").GetInt32(), 60, 300);
        Assert.Equal("2026-01-01T00:00:00Z", json.RootElement.GetProperty("issued_at").GetString());
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task WithoutGoodCredentials_ThereIsNoToken(string? secret)
    {
        await using var server = await GuardedServer.StartAsync(GuardedServer.Bearer);

        using var response = await server.SendAsync(HttpMethod.Get, "/auth/token?scope=repository:app:pull", secret);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Basic realm=\"registry.test\"", Assert.Single(response.Headers.GetValues("WWW-Authenticate")));
    }

    [Fact]
    public async Task OwnToken_BuysNoOther()
    {
        await using var server = await GuardedServer.StartAsync(GuardedServer.Bearer);
        var token = await server.GetTokenAsync("secret-acme", "repository:app:pull");

        using var bearer = await server.SendWithHeaderAsync(HttpMethod.Get, "/auth/token?scope=repository:app:push", $"Bearer {token}");
        using var basic = await server.SendAsync(HttpMethod.Get, "/auth/token?scope=repository:app:push", token);

        Assert.Equal(HttpStatusCode.Unauthorized, bearer.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, basic.StatusCode);
    }

    [Theory]
    [InlineData("grant_type=password&username=x&password=secret-acme&scope=repository:app:pull&service=registry.test&client_id=ctr", 200, "repository:app:pull")]
    [InlineData("grant_type=password&username=x&password=wrong", 401, "UNAUTHORIZED")]
    [InlineData("grant_type=password", 401, "UNAUTHORIZED")]
    [InlineData("grant_type=refresh_token&refresh_token=secret-acme", 400, "unsupported_grant_type")]
    [InlineData("", 400, "unsupported_grant_type")]
    public async Task Form_OfTheGrantTypePassword_Only(string form, int status, string says)
    {
        await using var server = await GuardedServer.StartAsync(GuardedServer.Bearer);
        using var content = new StringContent(form, null, "application/x-www-form-urlencoded");

        using var response = await server.Client.PostAsync(new Uri("/auth/token", UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(says, await GuardedServer.DescribeAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_TooLong_IsNotRead()
    {
        await using var server = await GuardedServer.StartAsync(GuardedServer.Bearer);
        using var content = new StringContent("grant_type=password&password=" + new string('a', 70_000), null, "application/x-www-form-urlencoded");

        using var response = await server.Client.PostAsync(new Uri("/auth/token", UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Contains("invalid_request", await GuardedServer.DescribeAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManyLongScopes_MakeATokenThatIsTaken()
    {
        await using var server = await GuardedServer.StartAsync(GuardedServer.Bearer);
        var scopes = Enumerable.Range(0, 40).Select(i => $"repository:{new string('a', 190)}{i}:*").ToArray();
        using var form = new FormUrlEncodedContent([new("grant_type", "password"), new("password", "secret-acme"), new("scope", string.Join(' ', scopes))]);

        using var response = await server.Client.PostAsync(new Uri("/auth/token", UriKind.Relative), form, TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var taken = await server.SendWithHeaderAsync(HttpMethod.Get, $"/v2/{new string('a', 190)}0/tags/list", $"Bearer {json.RootElement.GetProperty("token").GetString()}");

        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    [Fact]
    public async Task CatalogScope_OpensTheCatalogOfAnAdministrator()
    {
        await using var server = await GuardedServer.StartAsync(GuardedServer.Bearer);

        using var with = await server.SendWithHeaderAsync(HttpMethod.Get, "/v2/_catalog", $"Bearer {await server.GetTokenAsync("secret-acme", "registry:catalog:*")}");
        using var without = await server.SendWithHeaderAsync(HttpMethod.Get, "/v2/_catalog", $"Bearer {await server.GetTokenAsync("secret-acme")}");

        Assert.Equal(HttpStatusCode.OK, with.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
    }
}
