using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Registry.Tests.Authorizer;

namespace Slipway.Registry.Tests.Gateway;

/// <summary>What upstreams say that no client may see, or that is no answer at all.</summary>
public sealed class HostileUpstreamTests : IAsyncLifetime
{
    private const string Digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private readonly WebApplication _upstream;
    private RequestDelegate _answer = _ => Task.CompletedTask;

    public HostileUpstreamTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _upstream = builder.Build();
        _upstream.Run(context =>
        {
            context.Response.Headers.Server = "nginx of internal.example";
            context.Response.Headers["X-Internal-Node"] = "internal-7";
            context.Response.Headers.SetCookie = "internal=1";
            return _answer(context);
        });
    }

    public async ValueTask InitializeAsync() => await _upstream.StartAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _upstream.DisposeAsync();

    [Theory]
    [InlineData(401, 503)]
    [InlineData(403, 503)]
    [InlineData(407, 503)]
    [InlineData(301, 503)]
    [InlineData(307, 503)]
    [InlineData(500, 503)]
    [InlineData(503, 503)]
    [InlineData(400, 405)]
    [InlineData(404, 404)]
    [InlineData(416, 416)]
    [InlineData(429, 429)]
    public async Task Failure_KeepsNothingOfTheUpstream(int status, int seen)
    {
        _answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"http://internal.example/token\",scope=\"repository:k7q2m4x9d3f1/app:pull\"";
            context.Response.Headers.Location = "http://internal.example/v2/k7q2m4x9d3f1/app/blobs/x";
            return context.Response.WriteAsync("""{"errors":[{"code":"NAME_UNKNOWN_TO_US","message":"k7q2m4x9d3f1/app in /internal","detail":{"name":"k7q2m4x9d3f1/app","digest":"internal"}}]}""");
        };
        await using var gateway = await GatewayServer.StartAsync(new Uri(_upstream.Urls.First()));

        using var response = await gateway.SendAsync(HttpMethod.Get, $"/v2/app/blobs/{Digest}", "acme");

        Assert.Equal(seen, (int)response.StatusCode);
        Assert.Equal(["application/json"], response.Content.Headers.GetValues("Content-Type"));
        Assert.False(response.Headers.Contains("WWW-Authenticate") || response.Headers.Contains("Location"));
        gateway.AssertNothingInternalWasShown();
    }

    [Fact]
    public async Task Success_PassesOnlyKnownHeaders()
    {
        _answer = context =>
        {
            context.Response.Headers.ContentType = "text/html";
            context.Response.ContentLength = 8;
            context.Response.Headers["Docker-Content-Digest"] = Digest;
            return context.Response.WriteAsync("<script>");
        };
        await using var gateway = await GatewayServer.StartAsync(new Uri(_upstream.Urls.First()));

        using var response = await gateway.SendAsync(HttpMethod.Get, $"/v2/app/blobs/{Digest}", "acme");

        Assert.Equal(
            "Content-Length|Content-Security-Policy|Content-Type|Date|Docker-Content-Digest|Docker-Distribution-API-Version|Server|X-Content-Type-Options",
            string.Join('|', response.Headers.Concat(response.Content.Headers).Select(header => header.Key).Order(StringComparer.Ordinal)));
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.ToString());
        gateway.AssertNothingInternalWasShown();
    }

    [Fact]
    public async Task Request_CarriesOurCredentials_AndNothingThatClientsSayOfProxies()
    {
        IHeaderDictionary seen = new HeaderDictionary();
        var path = "";
        _answer = context =>
        {
            foreach (var header in context.Request.Headers)
                seen[header.Key] = header.Value;
            path = context.Request.Path + context.Request.QueryString;
            return Task.CompletedTask;
        };
        await using var gateway = await GatewayServer.StartAsync(new Uri(_upstream.Urls.First() + "/below"));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v2/app/manifests/1?ns=docker.io&evil=%0d%0a");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer secret-acme");
        foreach (var name in new[] { "Forwarded", "X-Forwarded-Host", "X-Forwarded-Proto", "Cookie", "Proxy-Authorization", "X-Original-URL" })
            request.Headers.TryAddWithoutValidation(name, "evil.example");
        request.Headers.TryAddWithoutValidation("Accept", "application/vnd.oci.image.manifest.v1+json");

        using var response = await gateway.Server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"/below/v2/{FakeAuthority.AcmeKey}/app/manifests/1", path);
        Assert.Equal("Basic Z2F0ZXdheTp1cHN0cmVhbSdzIHBhc3N3b3Jk", seen.Authorization.ToString());
        Assert.Equal("Accept|Authorization|Host", string.Join('|', seen.Keys.Order(StringComparer.Ordinal)));
        Assert.DoesNotContain("evil", seen.Host.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://internal.example:5000/v2/k7q2m4x9d3f1/app/blobs/uploads/1-2?_state=opaque%3D%3D&more=1")]
    [InlineData("/v2/k7q2m4x9d3f1/app/blobs/uploads/1-2")]
    public async Task Session_OfAnUpstreamWithoutSharedSecret_IsSealed(string location)
    {
        var second = "";
        _answer = context =>
        {
            second = context.Request.Path + context.Request.QueryString;
            context.Response.StatusCode = 202;
            context.Response.Headers.Location = location;
            context.Response.Headers["Docker-Upload-UUID"] = "internal-1";
            return Task.CompletedTask;
        };
        await using var gateway = await GatewayServer.StartAsync(new Uri(_upstream.Urls.First()), httpSecret: null);

        var session = await gateway.OpenAsync("app", "acme");
        using var patched = await gateway.SendAsync(HttpMethod.Patch, session, "acme");
        using var stolen = await gateway.SendAsync(HttpMethod.Patch, session, "globex");

        Assert.DoesNotContain("?", session, StringComparison.Ordinal);
        Assert.Equal(location[location.IndexOf("/v2/", StringComparison.Ordinal)..], second);
        Assert.Equal(HttpStatusCode.Accepted, patched.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, stolen.StatusCode);
        gateway.AssertNothingInternalWasShown();
    }

    [Theory]
    [InlineData("http://internal.example/v2/z0z1z2z3z4z5/app/blobs/uploads/1")]
    [InlineData("/v2/k7q2m4x9d3f1/app/blobs/uploads/../../secret")]
    [InlineData("/v2/k7q2m4x9d3f1/app/blobs/uploads/1?_state=unsigned")]
    [InlineData(null)]
    public async Task Session_ThatIsNotAsExpected_IsNotGivenOut(string? location)
    {
        _answer = context =>
        {
            context.Response.StatusCode = 202;
            context.Response.Headers.Location = location;
            return Task.CompletedTask;
        };
        await using var gateway = await GatewayServer.StartAsync(new Uri(_upstream.Urls.First()));

        using var response = await gateway.SendAsync(HttpMethod.Post, "/v2/app/blobs/uploads/", "acme");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.False(response.Headers.Contains("Location"));
        Assert.Equal("registry/2.0", Assert.Single(response.Headers.GetValues("Docker-Distribution-API-Version")));
    }

    [Fact]
    public async Task Tags_AndTheirLink_HaveTheClientsName()
    {
        _answer = context =>
        {
            context.Response.Headers.Link = "<http://internal.example/v2/k7q2m4x9d3f1/team/app/tags/list?last=b&n=2&internal=1>; rel=\"next\"";
            return context.Response.WriteAsync("""{"name":"k7q2m4x9d3f1/team/app","tags":["a","b","k7q2m4x9d3f1/x"],"internal":true}""");
        };
        await using var gateway = await GatewayServer.StartAsync(new Uri(_upstream.Urls.First()));

        using var response = await gateway.SendAsync(HttpMethod.Get, "/v2/team/app/tags/list?n=2", "acme");
        using var head = await gateway.SendAsync(HttpMethod.Head, "/v2/team/app/tags/list?n=2", "acme");

        Assert.Equal("""{"name":"team/app","tags":["a","b"]}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("</v2/team/app/tags/list?last=b&n=2>; rel=\"next\"", Assert.Single(response.Headers.GetValues("Link")));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        gateway.AssertNothingInternalWasShown();
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"tags":[1]}""")]
    public async Task Tags_ThatAreNone_AreUnavailable(string body)
    {
        _answer = context => context.Response.WriteAsync(body);
        await using var gateway = await GatewayServer.StartAsync(new Uri(_upstream.Urls.First()));

        using var response = await gateway.SendAsync(HttpMethod.Get, "/v2/app/tags/list", "acme");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("registry/2.0", Assert.Single(response.Headers.GetValues("Docker-Distribution-API-Version")));
    }

    /// <summary>All of them, or a refusal: a client that is told 201 believes that every tag is set.</summary>
    [Theory]
    [InlineData(64, HttpStatusCode.Created)]
    [InlineData(65, HttpStatusCode.RequestUriTooLong)]
    public async Task TagParameters_AreSentOnWholeOrRefused(int count, HttpStatusCode status)
    {
        var sent = 0;
        _answer = context =>
        {
            sent = context.Request.Query["tag"].Count;
            context.Response.StatusCode = 201;
            return Task.CompletedTask;
        };
        await using var gateway = await GatewayServer.StartAsync(new Uri(_upstream.Urls.First()));

        using var response = await gateway.SendAsync(HttpMethod.Put, $"/v2/app/manifests/{Digest}?tag=" + string.Join("&tag=", Enumerable.Range(0, count)), "acme");

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == HttpStatusCode.Created ? count : 0, sent);
    }

    [Fact]
    public async Task Upstream_ThatIsNotThere_IsUnavailable()
    {
        var url = new Uri(_upstream.Urls.First());
        await _upstream.StopAsync(TestContext.Current.CancellationToken);
        await using var gateway = await GatewayServer.StartAsync(url);

        using var blob = await gateway.SendAsync(HttpMethod.Get, $"/v2/app/blobs/{Digest}", "acme");
        using var catalog = await gateway.SendAsync(HttpMethod.Get, "/v2/_catalog", "acme");

        Assert.Contains("UNAVAILABLE", await GuardedServer.DescribeAsync(blob), StringComparison.Ordinal);
        Assert.Contains("UNAVAILABLE", await GuardedServer.DescribeAsync(catalog), StringComparison.Ordinal);
        Assert.Contains("does not answer", await gateway.CheckAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Catalog_IsCutWhereTheOrganizationEnds()
    {
        var asked = "";
        _answer = context =>
        {
            asked = context.Request.QueryString.Value!;
            return context.Response.WriteAsync("""{"repositories":["k7q2m4x9d3f1/a","k7q2m4x9d3f1/b","z0z1z2z3z4z5/c"]}""");
        };
        await using var gateway = await GatewayServer.StartAsync(new Uri(_upstream.Urls.First()));

        using var response = await gateway.SendAsync(HttpMethod.Get, "/v2/_catalog?n=2&last=0", "acme");

        Assert.Equal("""{"repositories":["a","b"]}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.False(response.Headers.Contains("Link"));
        Assert.Equal("?n=3&last=k7q2m4x9d3f1%2F0", asked);
        gateway.AssertNothingInternalWasShown();
    }
}
