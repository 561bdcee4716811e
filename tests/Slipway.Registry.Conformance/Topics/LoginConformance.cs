using Slipway.Registry.Conformance.Probing;
using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Samples;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>
/// Who does not log in gets a challenge and learns nothing (RFC 9110 §11; distribution-spec 1.1, "Error Codes"). For targets of either way to log in.
/// Wrong credentials are few here, for a registry may lock out an address that sends many.
/// </summary>
public abstract class LoginConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    private const string SomeDigest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("GET", "/v2/")]
    [InlineData("GET", "/v2/_catalog")]
    [InlineData("GET", "/v2/R/tags/list")]
    [InlineData("GET", "/v2/R/manifests/v1")]
    [InlineData("PUT", "/v2/R/manifests/v1")]
    [InlineData("DELETE", "/v2/R/manifests/v1")]
    [InlineData("GET", "/v2/R/blobs/" + SomeDigest)]
    [InlineData("DELETE", "/v2/R/blobs/" + SomeDigest)]
    [InlineData("POST", "/v2/R/blobs/uploads/")]
    [InlineData("PATCH", "/v2/R/blobs/uploads/6f1b1de2-9a5c-4a3c-8f0e-0d6f5b1f2a11")]
    [Clause("login", "UNAUTHORIZED")]
    public async Task Request_WithoutCredentials_IsChallenged(string method, string path)
    {
        await SampleImages.Image().PushAsync(Probe, Repository, "v1");
        var answer = await Login(null).SendAsync(method, path.Replace("R", Repository, StringComparison.Ordinal), method is "GET" or "DELETE" ? null : []);

        answer.Expect(401).ExpectError("UNAUTHORIZED").ExpectHeader("Docker-Distribution-API-Version", "registry/2.0");
        Assert.Equal(Target.Auth.ToString(), Challenge.Of(answer).Scheme);
        Assert.NotEmpty(Challenge.Of(answer).Realm);
    }

    [Fact]
    [Clause("login", "UNAUTHORIZED")]
    public async Task Request_WithCredentials_IsAnswered() => (await Probe.GetAsync("/v2/")).Expect(200);

    /// <summary>Two answers that differ would tell which repositories exist.</summary>
    [Fact]
    [Clause("login", "UNAUTHORIZED")]
    public async Task Request_WithoutCredentials_LearnsNotWhatExists()
    {
        await SampleImages.Image().PushAsync(Probe, Repository, "v1");
        var (absent, anonymous) = (NewRepository(), Login(null));

        var there = (await anonymous.GetAsync($"/v2/{Repository}/manifests/v1")).Expect(401);
        var nowhere = (await anonymous.GetAsync($"/v2/{absent}/manifests/v1")).Expect(401);

        Assert.Equal(Traces.Of(there, Repository), Traces.Of(nowhere, absent));
    }

    [Theory]
    [InlineData("Basic !!!")]
    [InlineData("Basic bm9jb2xvbg==")]
    [InlineData("Bearer not.a.token")]
    [InlineData("Digest username=x")]
    [Clause("login", "RFC 9110 §11.6.2")]
    public async Task Request_WithMalformedCredentials_IsRefused(string authorization) =>
        (await Login(null).GetAsync($"/v2/{Repository}/tags/list", ("Authorization", authorization))).Expect(400, 401);

    [Fact]
    [Clause("login", "UNAUTHORIZED")]
    public async Task Request_WithAWrongPassword_IsRefused()
    {
        var wrong = BasicAuthorizer.Header(new Credentials(Target.User!.User, "wrong"));
        (await Login(null).GetAsync("/v2/", ("Authorization", wrong.ToString()))).Expect(401);
    }

    /// <summary>A layer is not asked for from somebody who may not push it.</summary>
    [Fact]
    [Clause("login", "RFC 9110 §10.1.1: Expect")]
    public async Task Upload_WithoutCredentials_IsRefusedBeforeItsBody()
    {
        await using var connection = await RawConnection.OpenAsync(Login(null), Repository);
        await connection.SendHeadAsync($"POST /v2/{Repository}/blobs/uploads/?digest={SomeDigest}", "Content-Length: 1000000000", "Expect: 100-continue");
        Assert.Equal(401, await connection.ReadHeadAsync());
    }
}
