using System.Text.Json;
using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Samples;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>Failures say what failed, in the one form there is for it (distribution-spec 1.1, "Error Codes").</summary>
public abstract class ErrorConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    private const string SomeDigest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>R is a repository that exists; nothing below it that is asked for does.</summary>
    [Theory]
    [InlineData("GET", "R/blobs/" + SomeDigest, "BLOB_UNKNOWN")]
    [InlineData("GET", "R/manifests/absent", "MANIFEST_UNKNOWN")]
    [InlineData("GET", "R/manifests/" + SomeDigest, "MANIFEST_UNKNOWN")]
    [InlineData("GET", "conformance/absent/tags/list", "NAME_UNKNOWN")]
    [InlineData("DELETE", "R/blobs/" + SomeDigest, "BLOB_UNKNOWN")]
    [InlineData("DELETE", "R/manifests/" + SomeDigest, "MANIFEST_UNKNOWN")]
    [Clause("errors", "Error Codes")]
    public async Task Failure_OfAnyKind_HasCodeAndMessage(string method, string path, string code)
    {
        await SampleImages.Image().PushAsync(Probe, Repository, "v1");
        var answer = await Probe.SendAsync(method, $"/v2/{path.Replace("R/", Repository + "/", StringComparison.Ordinal)}", null);

        answer.Expect(404).ExpectError(code);
        Assert.StartsWith("application/json", answer.Header("Content-Type"), StringComparison.Ordinal);
        Assert.All(answer.Json.GetProperty("errors").EnumerateArray(), AssertIsError);
    }

    /// <summary>Names are lower-case components between slashes, joined inside by one dot, one or two underscores or any dashes.</summary>
    [Theory]
    [InlineData("Upper")]
    [InlineData("a..b")]
    [InlineData("a___b")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a/_b")]
    [InlineData("a%20b")]
    [InlineData("a%0ab")]
    [InlineData("a%3Fb")]
    [InlineData("%C3%A9")]
    [Clause("errors", "Pulling manifests: names")]
    public async Task Name_OutsideTheGrammar_IsRefused(string name)
    {
        (await Probe.GetAsync($"/v2/{name}/tags/list")).Expect(400, 404);
        (await Probe.PostAsync($"/v2/{name}/blobs/uploads/", [])).Expect(400, 404);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a.b_c__d---e")]
    [InlineData("a/b/c/d/e/f/g/h")]
    [InlineData("blobs/uploads/manifests/tags/list")]
    [InlineData("0/9")]
    [Clause("errors", "Pulling manifests: names")]
    public async Task Name_OfTheGrammar_IsTaken(string name)
    {
        var content = NewContent();
        var repository = $"{Repository}/{name}";
        var digest = await Probe.PushBlobAsync(repository, content);
        (await Probe.GetAsync($"/v2/{repository}/blobs/{digest}")).Expect(200).ExpectBody(content);
    }

    /// <summary>Clients refuse host and name above 255 characters together.</summary>
    [Fact]
    [Clause("errors", "Pulling manifests: names")]
    public async Task Name_OfThreeHundredCharacters_IsRefused()
    {
        Needs(Feature.MalformedInput);
        (await Probe.PostAsync($"/v2/{new string('a', 300)}/blobs/uploads/", [])).Expect(400, 404, 414);
    }

    [Theory]
    [InlineData("sha256:baddigeststring")]
    [InlineData("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("sha256:e3b0")]
    [InlineData("sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709")]
    [InlineData("nodigest")]
    [Clause("errors", "image-spec 1.1: descriptor.md, Digests")]
    public async Task Digest_OfABlobOutsideTheGrammar_IsRefused(string digest)
    {
        await Probe.PushBlobAsync(Repository, NewContent());
        (await Probe.GetAsync($"/v2/{Repository}/blobs/{digest}")).Expect(400, 404);
        (await Probe.HeadAsync($"/v2/{Repository}/blobs/{digest}")).Expect(400, 404);
        (await Probe.DeleteAsync($"/v2/{Repository}/blobs/{digest}")).Expect(400, 404);
    }

    /// <summary>An encoded colon is a colon still: some clients encode it.</summary>
    [Fact]
    [Clause("end-2", "RFC 3986 §2.2: encoded colon")]
    public async Task Digest_WithAnEncodedColon_IsTheSame()
    {
        var content = NewContent();
        var digest = await Probe.PushBlobAsync(Repository, content);
        var encoded = digest.ToString().Replace(":", "%3A", StringComparison.Ordinal);
        (await Probe.GetAsync($"/v2/{Repository}/blobs/{encoded}")).Expect(200).ExpectBody(content);
    }

    [Theory]
    [InlineData("PATCH", "R/manifests/v1")]
    [InlineData("POST", "R/manifests/v1")]
    [InlineData("PUT", "R/tags/list")]
    [InlineData("DELETE", "R/tags/list")]
    [InlineData("PUT", "R/blobs/" + SomeDigest)]
    [Clause("errors", "RFC 9110 §15.5.6")]
    public async Task Method_ThatIsNotDefined_Answers405(string method, string path)
    {
        await SampleImages.Image().PushAsync(Probe, Repository, "v1");
        (await Probe.SendAsync(method, $"/v2/{path.Replace("R/", Repository + "/", StringComparison.Ordinal)}", [])).Expect(405);
    }

    private static void AssertIsError(JsonElement error)
    {
        Assert.Matches("^[A-Z_]+$", error.GetProperty("code").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
    }
}
