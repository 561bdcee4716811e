using System.Text;
using Slipway.Oci.Tests.Sources;
using static Slipway.Oci.Tests.Sources.SourceReading;

namespace Slipway.Oci.Tests.Registry;

/// <summary>Challenges, tokens and where credentials go, or do not.</summary>
public sealed class RegistryLoginTests
{
    private const string Secret = "s3cret:with colon";

    private static readonly TestImage s_image = TestImage.Of(layers: 4);

    [Fact]
    public async Task Bearer_Anonymous_FetchesOneTokenForAll()
    {
        using var registry = new TokenRegistry();
        await using var source = registry.Open();
        await source.PullAsync();
        var asked = Assert.Single(registry.TokenRequests);
        Assert.Equal("/token?a=b&scope=repository%3Aapp%3Apull&client_id=slipway&service=the%20service", asked.Target);
        Assert.Null(asked.Authorization);
        Assert.All(registry.Requests.Skip(1), r => Assert.Equal("Bearer token1", r.Authorization));
    }

    [Fact]
    public async Task Bearer_ParallelBlobs_FetchOneToken()
    {
        using var registry = new TokenRegistry();
        await using var source = registry.Open();
        var blobs = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => source.ReadAsync(s_image.Layer(i))));
        Assert.All(blobs, static blob => Assert.NotEmpty(blob));
        Assert.Single(registry.TokenRequests);
    }

    [Fact]
    public async Task Bearer_ExpiredToken_IsFetchedAnew()
    {
        using var registry = new TokenRegistry();
        await using var source = registry.Open();
        await source.ResolveAsync();
        registry.Time.Advance(TimeSpan.FromSeconds(280)); // of 300
        await source.ReadAsync(s_image.Layer());
        Assert.Equal(2, registry.TokenRequests.Count);
    }

    [Fact]
    public async Task Bearer_TokenRefusedEarly_IsFetchedAnewOnce()
    {
        using var registry = new TokenRegistry { Accepted = "Bearer token2" };
        await using var source = registry.Open();
        await FailsAsync(OciErrorCode.Unauthorized, () => source.ResolveAsync()); // token1 was new, so it is not for lack of freshness
        await source.ResolveAsync();
        Assert.Equal(2, registry.TokenRequests.Count);
    }

    [Fact]
    public async Task Bearer_WithPassword_SendsItToTheServiceOnly()
    {
        using var file = new CredentialFile(Basic("me", Secret));
        using var registry = new TokenRegistry(file);
        await using var source = registry.Open();
        await source.PullAsync();
        var asked = Assert.Single(registry.TokenRequests);
        Assert.Contains("&account=me", asked.Target, StringComparison.Ordinal);
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("me:" + Secret)), asked.Authorization);
        Assert.DoesNotContain(registry.Requests, static r => r.Authorization?.StartsWith("Basic", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Bearer_WithIdentityToken_PostsARefresh()
    {
        using var file = new CredentialFile($$$$"""{"auth":"{{{{Convert.ToBase64String("me:"u8)}}}}","identitytoken":"{{{{Secret}}}}"}""");
        using var registry = new TokenRegistry(file);
        await using var source = registry.Open();
        await source.ResolveAsync();
        var asked = Assert.Single(registry.TokenRequests);
        Assert.Equal(("POST", null), (asked.Method, asked.Authorization));
        Assert.Equal("grant_type=refresh_token&client_id=slipway&service=the+service&scope=repository%3Aapp%3Apull&refresh_token=s3cret%3Awith+colon", asked.Body);
    }

    [Fact]
    public async Task Bearer_ServiceRefuses_SaysSoWithoutTheSecret()
    {
        using var file = new CredentialFile(Basic("me", Secret));
        using var registry = new TokenRegistry(file) { TokenAnswer = new FakeResponse(401, """{"errors":[{"code":"UNAUTHORIZED","message":"bad password"}]}""") };
        await using var source = registry.Open();
        var error = await FailsAsync(OciErrorCode.Unauthorized, () => source.ResolveAsync());
        Assert.Contains("bad password", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json SECRET")]
    [InlineData("""{"token":""}""")]
    [InlineData("""{"token":"SECRET\r\nX: y"}""")]
    [InlineData("null")]
    public async Task Bearer_BrokenTokenAnswer_IsRefusedUnquoted(string answer)
    {
        using var registry = new TokenRegistry { TokenAnswer = new FakeResponse(200, answer) };
        await using var source = registry.Open();
        var error = await FailsAsync(OciErrorCode.Malformed, () => source.ResolveAsync());
        Assert.DoesNotContain("SECRET", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bearer_HugeTokenAnswer_IsRefused()
    {
        using var registry = new TokenRegistry { TokenAnswer = new FakeResponse(200, new byte[1_000_000]) };
        await using var source = registry.Open();
        await FailsAsync(OciErrorCode.TooLarge, () => source.ResolveAsync());
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data", OciErrorCode.Untrusted)]
    [InlineData("https://169.254.169.254/latest/meta-data", OciErrorCode.Untrusted)]
    [InlineData("https://[fe80::1]/", OciErrorCode.Untrusted)]
    [InlineData("http://auth.example.com/token", OciErrorCode.Untrusted)]
    [InlineData("file:///etc/passwd", OciErrorCode.Malformed)]
    [InlineData("https://user:pw@127.0.0.1/token", OciErrorCode.Untrusted)]
    [InlineData("/token", OciErrorCode.Malformed)]
    public async Task Bearer_RealmIsAnAttack_NothingIsSent(string realm, OciErrorCode code)
    {
        using var file = new CredentialFile(Basic("me", Secret));
        using var registry = new TokenRegistry(file) { Realm = realm };
        await using var source = registry.Open();
        await FailsAsync(code, () => source.ResolveAsync());
        Assert.Empty(registry.TokenRequests);
    }

    [Fact]
    public async Task Bearer_ServiceRedirects_IsNotFollowed()
    {
        using var thief = new FakeServer(static _ => new FakeResponse(200, """{"token":"x"}"""));
        using var file = new CredentialFile(Basic("me", Secret));
        using var registry = new TokenRegistry(file) { TokenAnswer = new FakeResponse(307, "", ("Location", $"http://{thief.Authority}/")) };
        await using var source = registry.Open();
        await FailsAsync(OciErrorCode.Malformed, () => source.ResolveAsync());
        Assert.Empty(thief.Requests);
    }

    [Fact]
    public async Task Basic_WithoutLogin_SaysHowToLogIn()
    {
        using var registry = new FakeRegistry(s_image, static _ => new FakeResponse(401, "", ("WWW-Authenticate", "Basic realm=\"x\"")));
        await using var source = registry.Open();
        var error = await FailsAsync(OciErrorCode.Unauthorized, () => source.ResolveAsync());
        Assert.Contains($"docker login {registry.Authority}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirect_ToAnotherHost_TakesNoLoginAlong()
    {
        using var cdn = new FakeServer(request => FakeRegistry.Serve(s_image, request with { Target = "/v2/app" + request.Target }));
        using var file = new CredentialFile(Basic("me", Secret));
        using var registry = new FakeRegistry(
            s_image,
            request => request.Authorization is null ? new FakeResponse(401, "", ("WWW-Authenticate", "Basic realm=\"x\""))
                : request.Target.Contains("/blobs/", StringComparison.Ordinal) ? new FakeResponse(307, "", ("Location", $"http://{cdn.Authority}{request.Target["/v2/app".Length..]}"))
                : null,
            file.Path);
        file.Write(registry.Authority);
        await using var source = registry.Open();
        await source.PullAsync();
        Assert.Equal(5, cdn.Requests.Count);
        Assert.All(cdn.Requests, static r => Assert.Null(r.Authorization));
    }

    [Fact]
    public async Task Redirect_OtherHostChallenges_GetsNoLogin()
    {
        using var thief = new FakeServer(static _ => new FakeResponse(401, "", ("WWW-Authenticate", "Basic realm=\"x\"")));
        using var file = new CredentialFile(Basic("me", Secret));
        using var registry = new FakeRegistry(s_image, _ => new FakeResponse(302, "", ("Location", $"http://{thief.Authority}/x")), file.Path);
        file.Write(registry.Authority);
        await using var source = registry.Open();
        await FailsAsync(OciErrorCode.Unauthorized, () => source.ResolveAsync());
        Assert.Null(Assert.Single(thief.Requests).Authorization);
    }

    [Theory]
    [InlineData("http://169.254.169.254/x")]
    [InlineData("https://[::ffff:169.254.169.254]/x")]
    [InlineData("http://example.com/x")]
    [InlineData("ftp://127.0.0.1/x")]
    public async Task Redirect_ToWhereNoRegistryHasBusiness_IsRefused(string location)
    {
        using var registry = new FakeRegistry(s_image, _ => new FakeResponse(307, "", ("Location", location)));
        await using var source = registry.Open();
        await FailsAsync(OciErrorCode.Untrusted, () => source.ResolveAsync());
    }

    [Fact]
    public async Task Redirect_InCircles_Ends()
    {
        using var registry = new FakeRegistry(s_image, static request => new FakeResponse(307, "", ("Location", request.Target)));
        await using var source = registry.Open();
        await FailsAsync(OciErrorCode.Malformed, () => source.ResolveAsync());
        Assert.Equal(6, registry.Requests.Count);
    }

    private static string Basic(string user, string password) =>
        $$$$"""{"auth":"{{{{Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}}}}"}""";
}
