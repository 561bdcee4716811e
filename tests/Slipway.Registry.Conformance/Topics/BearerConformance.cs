using System.Globalization;
using System.Text;
using Slipway.Oci;
using Slipway.Registry.Conformance.Probing;
using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Samples;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>Tokens of limited scope (distribution, docs/spec/auth: token.md, scope.md, oauth.md). For targets that challenge by Bearer.</summary>
public abstract class BearerConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    private const string SomeDigest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("GET", "tags/list", "pull")]
    [InlineData("HEAD", "manifests/v1", "pull")]
    [InlineData("GET", "blobs/" + SomeDigest, "pull")]
    [InlineData("GET", "referrers/" + SomeDigest, "pull")]
    [InlineData("POST", "blobs/uploads/", "pull,push")]
    [InlineData("PUT", "manifests/v1", "pull,push")]
    [InlineData("DELETE", "manifests/v1", "delete")]
    [Clause("token", "scope.md: Resource Scope")]
    public async Task Challenge_OfARepository_NamesItAndTheActions(string method, string path, string actions)
    {
        var answer = await Login(null).SendAsync(method, $"/v2/{Repository}/{path}", method is "POST" or "PUT" ? [] : null);
        var scope = Assert.Single(Challenge.Of(answer).Scopes).Split(':');

        Assert.Equal(["repository", Repository], scope[..2]);
        Assert.Equal(Sorted(actions), Sorted(scope[2]));
    }

    [Fact]
    [Clause("token", "scope.md: Resource Scope")]
    public async Task Challenge_OfAMount_NamesTheSourceToo()
    {
        var source = NewRepository();
        var challenge = Challenge.Of(await Login(null).PostAsync($"/v2/{Repository}/blobs/uploads/?mount={SomeDigest}&from={source}", []));
        Assert.Contains($"repository:{source}:pull", challenge.Scopes);
    }

    [Fact]
    [Clause("token", "token.md: Requesting a Token")]
    public async Task Token_Answered_HasItsLifeAndBothNames()
    {
        var answer = (await AskAsync(Target.User, $"repository:{Repository}:pull")).Expect(200);
        var json = answer.Json;

        Assert.Equal(json.GetProperty("token").GetString(), json.GetProperty("access_token").GetString());
        Assert.InRange(json.GetProperty("expires_in").GetInt32(), 60, 3600);
        Assert.True(DateTimeOffset.TryParse(json.GetProperty("issued_at").GetString(), CultureInfo.InvariantCulture, out _), "issued_at is no time.");
        Assert.StartsWith("application/json", answer.Header("Content-Type"), StringComparison.Ordinal);
    }

    /// <summary>What is asked for beyond one's rights is left out, not refused.</summary>
    [Theory]
    [InlineData("repository:R:pull,push,delete,frobnicate")]
    [InlineData("repository:R:*")]
    [InlineData("registry:catalog:*")]
    [InlineData("repository(plugin):R:pull")]
    [InlineData("repository:localhost:5000/R:pull")]
    [InlineData("unknown:R:pull")]
    [InlineData("repository:R")]
    [InlineData("")]
    [Clause("token", "token.md: intersection of scopes")]
    public async Task Token_OfMoreThanOneMayHave_IsGranted(string scope) =>
        (await AskAsync(Target.User, scope.Replace("R", Repository, StringComparison.Ordinal))).Expect(200);

    /// <summary>In one parameter with a space between, or in a parameter for each.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Clause("token", "token.md: several scopes")]
    public async Task Token_OfSeveralScopes_ServesEach(bool inOneParameter)
    {
        var other = NewRepository();
        string[] scopes = [$"repository:{Repository}:pull,push", $"repository:{other}:pull,push"];
        var token = TokenOf(await AskAsync(Target.User, inOneParameter ? [string.Join(' ', scopes)] : scopes));

        foreach (var repository in (string[])[Repository, other])
            (await SendAsync("POST", $"/v2/{repository}/blobs/uploads/", token)).Expect(202);
    }

    /// <summary>Clients keep one token for a repository and use it for every address that the registry returns.</summary>
    [Fact]
    [Clause("token", "end-4a to end-7a with one token")]
    public async Task Token_OfPullAndPush_ServesAWholePush()
    {
        var image = SampleImages.Image();
        var token = TokenOf(await AskAsync(Target.User, $"repository:{Repository}:pull,push"));
        foreach (var blob in image.Blobs)
        {
            var session = (await SendAsync("POST", $"/v2/{Repository}/blobs/uploads/", token)).Expect(202);
            var patched = (await SendAsync("PATCH", session.Location, token, blob)).Expect(202);
            var stored = (await SendAsync("PUT", RegistryProbe.Commit(patched.Location, Digest.Of(blob).ToString()), token)).Expect(201);
            (await SendAsync("GET", stored.Location, token)).Expect(200).ExpectBody(blob);
        }

        (await SendAsync("PUT", $"/v2/{Repository}/manifests/v1", token, image.Top.Bytes, ("Content-Type", image.Top.MediaType))).Expect(201);
        (await SendAsync("GET", $"/v2/{Repository}/manifests/v1", token)).Expect(200).ExpectBody(image.Top.Bytes);
    }

    /// <summary>Deleting is a right of its own (the fault of CVE-2026-61833).</summary>
    [Theory]
    [InlineData("pull", "POST", "blobs/uploads/")]
    [InlineData("pull", "DELETE", "manifests/v1")]
    [InlineData("pull,push", "DELETE", "manifests/v1")]
    [InlineData("pull,push", "DELETE", "blobs/" + SomeDigest)]
    [Clause("token", "scope.md: actions")]
    public async Task Token_OfLess_IsRefused(string actions, string method, string path)
    {
        await SampleImages.Image().PushAsync(Probe, Repository, "v1");
        var token = TokenOf(await AskAsync(Target.User, $"repository:{Repository}:{actions}"));
        (await SendAsync(method, $"/v2/{Repository}/{path}", token)).Expect(401, 403);
        (await Probe.HeadAsync($"/v2/{Repository}/manifests/v1")).Expect(200);
    }

    [Fact]
    [Clause("token", "scope.md: names")]
    public async Task Token_OfAnotherRepository_IsRefused()
    {
        await SampleImages.Image().PushAsync(Probe, Repository, "v1");
        var token = TokenOf(await AskAsync(Target.User, $"repository:{NewRepository()}:pull,push,delete"));
        (await SendAsync("GET", $"/v2/{Repository}/manifests/v1", token)).Expect(401, 403);
    }

    /// <summary>A mount whose token does not cover the source is one from a source without the blob.</summary>
    [Fact]
    [Clause("end-11", "Mounting a blob from another repository")]
    public async Task Token_WithoutTheSource_MountsNothing()
    {
        var source = NewRepository();
        var digest = await Probe.PushBlobAsync(source, NewContent());
        var token = TokenOf(await AskAsync(Target.User, $"repository:{Repository}:pull,push"));
        (await SendAsync("POST", $"/v2/{Repository}/blobs/uploads/?mount={digest}&from={source}", token)).Expect(202, 401);
    }

    [Fact]
    [Clause("token", "oauth.md: Getting a token")]
    public async Task Token_ByPostedForm_ServesToo()
    {
        var answer = (await PostFormAsync()).Expect(200);
        (await SendAsync("POST", $"/v2/{Repository}/blobs/uploads/", answer.Json.GetProperty("access_token").GetString()!)).Expect(202);
    }

    [Fact]
    [Clause("token", "RFC 6749 §5.1: token_type")]
    public async Task Token_ByPostedForm_SaysThatItIsABearer()
    {
        var answer = (await PostFormAsync()).Expect(200);
        Assert.True(answer.Json.TryGetProperty("token_type", out var type), "the answer has no token_type.");
        Assert.Equal("Bearer", type.GetString(), ignoreCase: true);
    }

    [Fact]
    [Clause("token", "token.md: Requesting a Token")]
    public async Task Token_WithAWrongPassword_IsRefused() =>
        (await AskAsync(new Credentials(Target.User!.User, "wrong"), $"repository:{Repository}:pull")).Expect(401);

    /// <summary>Nobody gets no token, or one that opens nothing (the fault of CVE-2026-27771).</summary>
    [Fact]
    [Clause("token", "token.md: Requesting a Token")]
    public async Task Token_ForNobody_OpensNothing()
    {
        await SampleImages.Image().PushAsync(Probe, Repository, "v1");
        var answer = (await AskAsync(null, $"repository:{Repository}:pull")).Expect(200, 401);
        if (answer.Status == 200)
            (await SendAsync("GET", $"/v2/{Repository}/manifests/v1", TokenOf(answer))).Expect(401, 403);
    }

    [Fact]
    [Clause("token", "RFC 7515 §5.2")]
    public async Task Token_WithAChangedSignature_IsRefused()
    {
        var token = TokenOf(await AskAsync(Target.User, $"repository:{Repository}:pull"));
        var changed = token[..^10] + (token[^10] == 'A' ? 'B' : 'A') + token[^9..];
        (await SendAsync("GET", $"/v2/{Repository}/tags/list", changed)).Expect(401);
    }

    [Fact]
    [Clause("token", "RFC 8725 §3.1: alg none")]
    public async Task Token_WithoutSignature_IsRefused()
    {
        var token = TokenOf(await AskAsync(Target.User, $"repository:{Repository}:pull")).Split('.');
        var header = Convert.ToBase64String(Encoding.ASCII.GetBytes("""{"alg":"none","typ":"JWT"}""")).TrimEnd('=');
        (await SendAsync("GET", $"/v2/{Repository}/tags/list", $"{header}.{token[1]}.")).Expect(401);
    }

    private async Task<Answer> AskAsync(Credentials? credentials, params string[] scopes)
    {
        var challenge = Challenge.Of(await Login(null).GetAsync("/v2/"));
        return await Login(null).RequestTokenAsync(challenge.Realm, challenge.Service, scopes, credentials);
    }

    private async Task<Answer> PostFormAsync()
    {
        var challenge = Challenge.Of(await Login(null).GetAsync($"/v2/{Repository}/tags/list"));
        return await Login(null).PostTokenFormAsync(challenge.Realm, new Dictionary<string, string>
        {
            ["grant_type"] = "password",
            ["service"] = challenge.Service,
            ["client_id"] = "conformance",
            ["scope"] = $"repository:{Repository}:pull,push",
            ["username"] = Target.User!.User,
            ["password"] = Target.User.Password,
        });
    }

    private static string TokenOf(Answer answer) => TokenRequest.TokenOf(answer.Expect(200));

    private Task<Answer> SendAsync(string method, string url, string token, byte[]? body = null, params (string Name, string Value)[] headers) =>
        Login(null).SendAsync(method, url, body ?? (method is "GET" or "DELETE" ? null : []), [.. headers, ("Authorization", $"Bearer {token}")]);

    private static IEnumerable<string> Sorted(string actions) => actions.Split(',').Order(StringComparer.Ordinal);
}
