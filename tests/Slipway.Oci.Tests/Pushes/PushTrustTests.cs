using System.Text;
using Slipway.Oci.Tests.Registry;
using Slipway.Oci.Tests.Sources;
using static Slipway.Oci.Tests.Sources.SourceReading;

namespace Slipway.Oci.Tests.Pushes;

/// <summary>Where a login and an image's bytes go, or do not, whatever a registry says.</summary>
public sealed class PushTrustTests
{
    private static readonly TestImage s_large = TestImage.Of(layerBytes: 2_000_000);

    private static readonly string s_basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("me:secret"));

    [Theory]
    [InlineData("http://10.0.0.1/upload")]
    [InlineData("https://169.254.169.254/upload")]
    [InlineData("http://registry.example.com/upload")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://me:x@registry.example.com/upload")]
    public async Task Push_UploadSentToAForbiddenPlace_IsRefused(string location)
    {
        using var registry = new FakePushRegistry(r => r.Method == "POST" ? new FakeResponse(202, "", ("Location", location)) : null);
        var error = await Assert.ThrowsAsync<OciException>(() => registry.PushAsync(s_large));
        Assert.Contains(error.Code, (OciErrorCode[])[OciErrorCode.Untrusted, OciErrorCode.Malformed]);
        Assert.DoesNotContain(registry.Requests, static r => r.Method is "PATCH" or "PUT");
    }

    [Fact]
    public async Task Push_UploadSentElsewhere_LeavesTheLoginBehind()
    {
        FakePushRegistry? made = null;
        using var elsewhere = new FakeServer(r => made!.Answer(r));
        using var login = new CredentialFile($$$$"""{"auth":"{{{{s_basic[6..]}}}}"}""");
        using var registry = made = new FakePushRegistry(r => r.Authorization != s_basic ? Basic
            : r.Method == "POST" && made!.Answer(r) is var begun ? begun with { Headers = [("Location", $"http://{elsewhere.Authority}{begun.Headers[0].Value}")] }
            : null)
        { CredentialsFile = login.Path };
        login.Write(registry.Authority);
        await registry.PushAsync(s_large);
        Assert.NotEmpty(elsewhere.Requests);
        Assert.All(elsewhere.Requests, static r => Assert.Null(r.Authorization));
        Assert.Equal(s_large.TopBytes, registry.Manifests["v1"]);
    }

    [Fact]
    public async Task Push_RedirectedElsewhere_LeavesTheLoginBehind()
    {
        FakePushRegistry? made = null;
        using var elsewhere = new FakeServer(r => made!.Answer(r));
        using var login = new CredentialFile($$$$"""{"auth":"{{{{s_basic[6..]}}}}"}""");
        using var registry = made = new FakePushRegistry(r => r.Authorization != s_basic ? Basic
            : r.Method is "PATCH" or "PUT" && r.Target.Contains("/uploads/", StringComparison.Ordinal) ? new FakeResponse(307, "", ("Location", $"http://{elsewhere.Authority}{r.Target}"))
            : null)
        { CredentialsFile = login.Path };
        login.Write(registry.Authority);
        await registry.PushAsync(s_large);
        Assert.Equal(["PATCH", "PUT", "PUT"], elsewhere.Requests.Select(static r => r.Method));
        Assert.All(elsewhere.Requests, static r => Assert.Null(r.Authorization));
    }

    [Fact]
    public async Task Push_LoginExpiresMidway_IsRenewedAndTheBytesAreSentAgain()
    {
        var refused = false;
        using var tokens = new PushTokens();
        using var registry = new FakePushRegistry(r => r.Authorization is null || (r.Method == "PATCH" && !refused && (refused = true)) ? tokens.Challenge : null);
        await registry.PushAsync(s_large);
        Assert.Equal(["repository:app:pull,push", "repository:app:pull,push"], tokens.Scopes);
        Assert.Equal(s_large.Blobs[s_large.Layer().Digest], registry.Blobs[s_large.Layer().Digest.ToString()]);
    }

    [Fact]
    public async Task Push_UploadWithoutLocation_IsMalformed()
    {
        using var registry = new FakePushRegistry(static r => r.Method == "POST" ? new FakeResponse(202) : null);
        var error = await FailsAsync(OciErrorCode.Malformed, () => registry.PushAsync(s_large));
        Assert.Contains("no Location", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/blobs/uploads/")]
    [InlineData("/manifests/")]
    public async Task Push_RegistryStatesAnotherDigest_IsRefused(string part)
    {
        using var registry = new FakePushRegistry(r => r.Method == "PUT" && r.Target.Contains(part, StringComparison.Ordinal)
            ? new FakeResponse(201, "", ("Docker-Content-Digest", Digest.Of("another"u8).ToString()))
            : null);
        await FailsAsync(OciErrorCode.DigestMismatch, () => registry.PushAsync(s_large));
    }

    [Fact]
    public async Task Push_BlobIsThereWithAnotherSize_IsRefused()
    {
        using var registry = new FakePushRegistry(static r => r.Method == "HEAD" ? new FakeResponse(200) { Length = 5 } : null);
        await FailsAsync(OciErrorCode.DigestMismatch, () => registry.PushAsync(s_large));
    }

    private static FakeResponse Basic => new(401, "", ("WWW-Authenticate", "Basic realm=\"x\""));
}
