using System.Net;
using Slipway.Registry.Errors;
using Slipway.Registry.Routing;

namespace Slipway.Registry.Tests.Authorizer;

public sealed class AuthorizerMiddlewareTests
{
    private const string Digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("GET", "/v2/", "acme-reader", 200)]
    [InlineData("POST", "/v2/", "acme", 405)]
    [InlineData("GET", "/v2/_catalog", "acme", 200)]
    [InlineData("GET", "/v2/_catalog", "acme-reader", 403)]
    [InlineData("GET", "/v2/team/app/tags/list", "acme-reader", 200)]
    [InlineData("DELETE", "/v2/team/app/tags/list", "acme", 405)]
    [InlineData("HEAD", "/v2/team/app/manifests/1", "acme-reader", 200)]
    [InlineData("PUT", "/v2/team/app/manifests/1", "acme-reader", 403)]
    [InlineData("PUT", "/v2/team/app/manifests/1", "acme-pusher", 200)]
    [InlineData("PUT", "/v2/other/app/manifests/1", "acme-pusher", 403)]
    [InlineData("DELETE", "/v2/team/app/manifests/1", "acme-pusher", 403)]
    [InlineData("DELETE", "/v2/team/app/manifests/1", "acme", 200)]
    [InlineData("GET", "/v2/team/app/blobs/sha256:00", "acme-pusher", 200)]
    [InlineData("DELETE", "/v2/team/app/blobs/sha256:00", "acme-pusher", 403)]
    [InlineData("DELETE", "/v2/team/app/blobs/sha256:00", "acme", 200)]
    [InlineData("POST", "/v2/team/app/blobs/uploads/", "acme-reader", 403)]
    [InlineData("POST", "/v2/team/app/blobs/uploads/", "acme-pusher", 200)]
    [InlineData("PATCH", "/v2/team/app/blobs/uploads/u", "acme-reader", 403)]
    [InlineData("PATCH", "/v2/team/app/blobs/uploads/u", "acme-pusher", 200)]
    [InlineData("GET", "/v2/team/app/blobs/uploads/u", "acme-reader", 403)]
    [InlineData("GET", "/v2/team/app/blobs/uploads/u", "acme-pusher", 200)]
    [InlineData("DELETE", "/v2/team/app/blobs/uploads/u", "acme-pusher", 200)]
    [InlineData("GET", "/v2/team/app/referrers/sha256:00", "acme-reader", 200)]
    [InlineData("GET", "/v2/Team/app/manifests/1", "acme", 400)]
    [InlineData("GET", "/v2/team%2Fapp/manifests/1", "acme", 404)]
    [InlineData("GET", "/v2/team%252Fapp/manifests/1", "acme", 404)]
    [InlineData("GET", "/v2/team/../../z0z1z2z3z4z5/app/manifests/1", "acme", 404)]
    [InlineData("GET", "/v2/a//b/manifests/1", "acme", 400)]
    [InlineData("GET", "/v2/a%00b/manifests/1", "acme", 400)]
    [InlineData("GET", "/v2/..%5c/manifests/1", "acme", 400)]
    [InlineData("GET", "/v2/unheard/of", "acme", 404)]
    public async Task Request_ByToken_IsDecidedByMethodAndGrants(string method, string path, string token, int status)
    {
        await using var server = await GuardedServer.StartAsync(GuardedServer.Bearer);

        using var response = await server.SendAsync(new HttpMethod(method), path, $"secret-{token}");

        Assert.Equal(status, (int)response.StatusCode);
        if (status != 400 || response.Headers.Contains("Docker-Distribution-API-Version"))
            Assert.Equal("registry/2.0", Assert.Single(response.Headers.GetValues("Docker-Distribution-API-Version")));
        Assert.Equal(status == 200 ? 1 : 0, server.Seen.Count);
    }

    /// <summary>Such as the request's id, by which the log has the reason.</summary>
    [Theory]
    [InlineData(false, HttpStatusCode.ServiceUnavailable)]
    [InlineData(true, HttpStatusCode.InternalServerError)]
    public async Task Failure_BehindTheAuthorizer_KeepsTheHeadersOfEveryAnswer(bool isUnexpected, HttpStatusCode status)
    {
        await using var server = await GuardedServer.StartAsync(
            GuardedServer.Bearer,
            _ => throw (isUnexpected ? new InvalidOperationException("unheard of") : new RegistryException(RegistryErrorCode.Unavailable, "try again later")),
            (context, next) =>
            {
                context.Response.Headers["X-Request-Id"] = "this-one";
                return next(context);
            });

        using var response = await server.SendAsync(HttpMethod.Get, "/v2/app/tags/list", "secret-acme");

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("this-one", Assert.Single(response.Headers.GetValues("X-Request-Id")));
        Assert.Equal("registry/2.0", Assert.Single(response.Headers.GetValues("Docker-Distribution-API-Version")));
    }

    [Fact]
    public async Task LongName_IsInvalid()
    {
        await using var server = await GuardedServer.StartAsync(GuardedServer.Bearer);

        using var response = await server.SendAsync(HttpMethod.Get, $"/v2/{new string('a', 201)}/tags/list", "secret-acme");

        Assert.Contains("NAME_INVALID", await GuardedServer.DescribeAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoOrganizations_SameName_GetTheirOwnStoredNames()
    {
        await using var server = await GuardedServer.StartAsync(GuardedServer.Bearer);

        foreach (var token in new[] { "acme", "globex" })
            (await server.SendAsync(HttpMethod.Get, "/v2/app/tags/list", $"secret-{token}")).Dispose();

        Assert.Equal([$"{FakeAuthority.AcmeKey}/app", $"{FakeAuthority.GlobexKey}/app"], server.Seen.Select(request => request.Repository!.Value.Value));
    }

    [Theory]
    [InlineData("GET", "/v2/", "Bearer realm=\"{0}auth/token\",service=\"registry.test\"")]
    [InlineData("HEAD", "/v2/a/b/manifests/1", "Bearer realm=\"{0}auth/token\",service=\"registry.test\",scope=\"repository:a/b:pull\"")]
    [InlineData("PUT", "/v2/a/b/manifests/1", "Bearer realm=\"{0}auth/token\",service=\"registry.test\",scope=\"repository:a/b:pull,push\"")]
    [InlineData("DELETE", "/v2/a/b/manifests/1", "Bearer realm=\"{0}auth/token\",service=\"registry.test\",scope=\"repository:a/b:delete\"")]
    [InlineData("GET", "/v2/_catalog", "Bearer realm=\"{0}auth/token\",service=\"registry.test\",scope=\"registry:catalog:*\"")]
    [InlineData("POST", "/v2/a/blobs/uploads/?mount=" + Digest + "&from=c/d", "Bearer realm=\"{0}auth/token\",service=\"registry.test\",scope=\"repository:a:pull,push repository:c/d:pull\"")]
    public async Task NoCredentials_AreAskedForExactlyWhatIsNeeded(string method, string path, string challenge)
    {
        await using var server = await GuardedServer.StartAsync(GuardedServer.Bearer);

        using var response = await server.SendAsync(new HttpMethod(method), path, null);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(string.Format(null, challenge, server.Url), Assert.Single(response.Headers.GetValues("WWW-Authenticate")));
        Assert.Equal("registry/2.0", Assert.Single(response.Headers.GetValues("Docker-Distribution-API-Version")));
    }

    [Fact]
    public async Task PublicUrl_IsTheRealmsRoot()
    {
        await using var server = await GuardedServer.StartAsync(GuardedServer.Bearer with { PublicUrl = new Uri("https://registry.test:8443/") });

        using var response = await server.SendAsync(HttpMethod.Get, "/v2/", null);

        Assert.Equal("Bearer realm=\"https://registry.test:8443/auth/token\",service=\"registry.test\"", Assert.Single(response.Headers.GetValues("WWW-Authenticate")));
    }

    [Fact]
    public async Task BasicScheme_ChallengesWithBasic_AndTakesEither()
    {
        await using var server = await GuardedServer.StartAsync(GuardedServer.Basic);

        using var refused = await server.SendAsync(HttpMethod.Get, "/v2/", "wrong");
        using var basic = await server.SendAsync(HttpMethod.Get, "/v2/", "secret-acme");
        using var bearer = await server.SendWithHeaderAsync(HttpMethod.Get, "/v2/", "Bearer secret-acme");

        Assert.Equal("Basic realm=\"registry.test\"", Assert.Single(refused.Headers.GetValues("WWW-Authenticate")));
        Assert.Equal(HttpStatusCode.OK, basic.StatusCode);
        Assert.Equal(HttpStatusCode.OK, bearer.StatusCode);
    }

    [Fact]
    public async Task ScopedToken_ForSomethingElse_IsToldWhatScopeToGet()
    {
        await using var server = await GuardedServer.StartAsync(GuardedServer.Bearer);
        var token = await server.GetTokenAsync("secret-acme", "repository:app:pull");

        using var allowed = await server.SendWithHeaderAsync(HttpMethod.Get, "/v2/app/tags/list", $"Bearer {token}");
        using var other = await server.SendWithHeaderAsync(HttpMethod.Put, "/v2/app/manifests/1", $"Bearer {token}");

        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, other.StatusCode);
        Assert.EndsWith("scope=\"repository:app:pull,push\",error=\"insufficient_scope\"", Assert.Single(other.Headers.GetValues("WWW-Authenticate")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revocation_EndsTheTokensMadeBefore()
    {
        await using var server = await GuardedServer.StartAsync(GuardedServer.Bearer);
        var token = await server.GetTokenAsync("secret-acme", "repository:app:pull");
        (await server.SendWithHeaderAsync(HttpMethod.Get, "/v2/app/tags/list", $"Bearer {token}")).Dispose();
        server.Authority.Revoke("acme");

        using var response = await server.SendWithHeaderAsync(HttpMethod.Get, "/v2/app/tags/list", $"Bearer {token}");

        Assert.Single(server.Seen);
        Assert.EndsWith("error=\"invalid_token\"", Assert.Single(response.Headers.GetValues("WWW-Authenticate")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true, null)]
    [InlineData("&from=team/base", false, FakeAuthority.AcmeKey + "/team/base")]
    [InlineData("&from=secret/base", false, null)]
    [InlineData("&from=absent", false, null)]
    [InlineData("&from=z0z1z2z3z4z5/app", false, null)]
    [InlineData("&from=..%2Fglobex", false, null)]
    [InlineData("&from=", false, null)]
    [InlineData("&from=team/a&from=team/b", false, null)]
    public async Task Mount_FromWhatMayNotBeRead_GoesOnWithoutSource(string from, bool anonymous, string? source)
    {
        await using var server = await GuardedServer.StartAsync(GuardedServer.Bearer);

        using var response = await server.SendAsync(HttpMethod.Post, $"/v2/team/app/blobs/uploads/?mount={Digest}{from}", "secret-acme-pusher");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var seen = Assert.Single(server.Seen);
        Assert.Equal(new MountRequest(Oci.Digest.Parse(Digest), source is null ? null : seen.Mount!.Source, anonymous), seen.Mount);
        Assert.Equal(source, seen.Mount!.Source?.Value);
    }

    [Theory]
    [InlineData("GET", "tags/list")]
    [InlineData("PUT", "manifests/1")]
    [InlineData("DELETE", "manifests/1")]
    [InlineData("POST", "blobs/uploads/")]
    public async Task Forbidden_SameBytes_WhetherItExistsOrNot(string method, string rest)
    {
        await using var server = await GuardedServer.StartAsync(GuardedServer.Bearer);
        server.Authority.Add("nobody", "acme", FakeAuthority.AcmeKey, false);
        (await server.SendAsync(HttpMethod.Put, "/v2/there/manifests/1", "secret-acme")).Dispose();

        using var there = await server.SendAsync(new HttpMethod(method), $"/v2/there/{rest}", "secret-nobody");
        using var absent = await server.SendAsync(new HttpMethod(method), $"/v2/void0/{rest}", "secret-nobody");

        Assert.Equal(HttpStatusCode.Forbidden, there.StatusCode);
        Assert.Equal(await GuardedServer.DescribeAsync(there), await GuardedServer.DescribeAsync(absent));
        Assert.DoesNotContain($"{FakeAuthority.AcmeKey}/void0", server.Authority.Recorded.Keys);
    }
}
