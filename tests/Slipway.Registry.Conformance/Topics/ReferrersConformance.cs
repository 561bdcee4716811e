using System.Text.Json;
using Slipway.Oci;
using Slipway.Registry.Conformance.Probing;
using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Samples;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>What was pushed about a manifest: signatures, bills of materials (distribution-spec 1.1, "Listing Referrers").</summary>
public abstract class ReferrersConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    private readonly Sample _subject = SampleImages.Image();

    [Fact]
    [Clause("end-12a", "Listing Referrers")]
    public async Task Referrers_InAnUnknownRepository_AreAnEmptyIndex() => Assert.Empty(await ListAsync(_subject.Top.Digest));

    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-12a", "Listing Referrers")]
    public async Task Referrers_OfAnUnknownDigest_AreAnEmptyIndex(string algorithm)
    {
        await _subject.PushAsync(Probe, Repository, "v1");
        Assert.Empty(await ListAsync(Digest.Of(algorithm, NewContent())));
    }

    [Theory]
    [InlineData("sha256:baddigeststring")]
    [InlineData("latest")]
    [Clause("end-12a", "Listing Referrers")]
    public async Task Referrers_OfNoDigest_Answer400(string digest)
    {
        Needs(Feature.Referrers);
        await _subject.PushAsync(Probe, Repository, "v1");
        (await Probe.GetAsync($"/v2/{Repository}/referrers/{digest}")).Expect(400);
    }

    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-12a", "Listing Referrers")]
    public async Task Referrer_Pushed_IsListedByItsDescriptor(string algorithm)
    {
        Needs(Feature.Referrers);
        Needs(algorithm);
        var subject = SampleImages.Image(algorithm);
        await subject.PushAsync(Probe, Repository, "v1");
        var referrer = SampleArtifacts.About(subject.Top);
        await referrer.PushAsync(Probe, Repository, referrer.Top.Digest.ToString());

        var listed = Assert.Single(await ListAsync(subject.Top.Digest));
        AssertDescribes(listed, referrer.Top, SampleArtifacts.Type);
    }

    [Fact]
    [Clause("end-12a", "Listing Referrers")]
    public async Task Referrer_PushedByTag_IsListedOnceHoweverOftenPushed()
    {
        Needs(Feature.Referrers);
        var referrer = SampleArtifacts.About(_subject.Top);
        await referrer.PushAsync(Probe, Repository, "signature");
        await referrer.PushAsync(Probe, Repository, "again");
        Assert.Single(await ListAsync(_subject.Top.Digest));
    }

    /// <summary>The subject may come later, or never.</summary>
    [Fact]
    [Clause("end-7a", "Pushing Manifests with Subject")]
    public async Task Referrer_PushedBeforeItsSubject_IsListed()
    {
        Needs(Feature.Referrers);
        var referrer = SampleArtifacts.About(_subject.Top);
        await referrer.PushAsync(Probe, Repository, referrer.Top.Digest.ToString());
        AssertDescribes(Assert.Single(await ListAsync(_subject.Top.Digest)), referrer.Top, SampleArtifacts.Type);

        await _subject.PushAsync(Probe, Repository, "v1");
        Assert.Single(await ListAsync(_subject.Top.Digest));
    }

    [Fact]
    [Clause("end-12a", "Listing Referrers: artifactType")]
    public async Task Referrer_WithoutArtifactType_HasTheConfigsMediaType()
    {
        Needs(Feature.Referrers);
        var referrer = SampleArtifacts.ByConfigAbout(_subject.Top, "application/vnd.example.signature.config");
        await referrer.PushAsync(Probe, Repository, referrer.Top.Digest.ToString());
        AssertDescribes(Assert.Single(await ListAsync(_subject.Top.Digest)), referrer.Top, "application/vnd.example.signature.config");
    }

    [Theory]
    [InlineData("application/vnd.example.bundle")]
    [InlineData(null)]
    [Clause("end-12a", "Listing Referrers: artifactType")]
    public async Task Referrer_ThatIsAnIndex_HasItsOwnArtifactTypeOrNone(string? type)
    {
        Needs(Feature.Referrers);
        var referrer = SampleIndexes.About(_subject.Top, type is null ? "" : Json.Member("artifactType", $"\"{type}\""));
        await referrer.PushAsync(Probe, Repository, referrer.Top.Digest.ToString());
        AssertDescribes(Assert.Single(await ListAsync(_subject.Top.Digest)), referrer.Top, type);
    }

    [Fact]
    [Clause("end-12a", "Listing Referrers: annotations")]
    public async Task Referrer_WithAnnotations_IsListedWithAllOfThem()
    {
        Needs(Feature.Referrers);
        var annotations = """{"org.example.a":"1","org.example.b":"\u00e9\"","":""}""";
        var referrer = SampleArtifacts.About(_subject.Top, more: Json.Member("annotations", annotations));
        await referrer.PushAsync(Probe, Repository, referrer.Top.Digest.ToString());

        var listed = Assert.Single(await ListAsync(_subject.Top.Digest)).GetProperty("annotations");
        using var expected = JsonDocument.Parse(annotations);
        Assert.True(JsonElement.DeepEquals(expected.RootElement, listed), $"listed with {listed}");
    }

    [Fact]
    [Clause("end-12a", "Listing Referrers")]
    public async Task Referrer_OfAnotherRepository_IsNotListed()
    {
        Needs(Feature.Referrers);
        await SampleArtifacts.About(_subject.Top).PushAsync(Probe, NewRepository(), "signature");
        await _subject.PushAsync(Probe, Repository, "v1");
        Assert.Empty(await ListAsync(_subject.Top.Digest));
    }

    [Fact]
    [Clause("end-12b", "Listing Referrers: filter")]
    public async Task Filter_ByArtifactType_LeavesOthersOutAndSaysSo()
    {
        Needs(Feature.Referrers);
        var wanted = SampleArtifacts.About(_subject.Top, "application/vnd.example.wanted");
        await wanted.PushAsync(Probe, Repository, "wanted");
        await SampleArtifacts.About(_subject.Top, "application/vnd.example.other").PushAsync(Probe, Repository, "other");

        var answer = await FilterAsync("application/vnd.example.wanted");

        Assert.Equal("artifactType", answer.Header("OCI-Filters-Applied"));
        AssertDescribes(Assert.Single(ManifestsOf(answer)), wanted.Top, "application/vnd.example.wanted");
        Assert.Equal(2, (await ListAsync(_subject.Top.Digest)).Count);
    }

    /// <summary>A plus sign in a query is a plus sign only when encoded.</summary>
    [Fact]
    [Clause("end-12b", "Listing Referrers: filter")]
    public async Task Filter_OfATypeWithPlus_FindsIt()
    {
        Needs(Feature.Referrers);
        await SampleArtifacts.About(_subject.Top, "application/vnd.example.sbom+json").PushAsync(Probe, Repository, "sbom");
        Assert.Single(ManifestsOf(await FilterAsync("application/vnd.example.sbom+json")));
    }

    [Fact]
    [Clause("end-12b", "Listing Referrers: filter")]
    public async Task Filter_ThatMatchesNothing_IsAnEmptyIndex()
    {
        Needs(Feature.Referrers);
        await SampleArtifacts.About(_subject.Top).PushAsync(Probe, Repository, "sbom");
        Assert.Empty(ManifestsOf(await FilterAsync("application/vnd.example.nothing")));
    }

    /// <summary>More than an index may have bytes: the registry has to divide them by Link.</summary>
    [Fact]
    [Clause("end-12a", "Listing Referrers: pages")]
    public async Task Referrers_OfManyMegabytes_ComeInPages()
    {
        Needs(Feature.Referrers);
        var note = new string('n', 1_000_000);
        var pushed = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            var referrer = SampleArtifacts.About(_subject.Top, more: Json.Member("annotations", $$"""{"org.example.note":"{{note}}"}"""));
            await referrer.PushAsync(Probe, Repository, referrer.Top.Digest.ToString());
            pushed.Add(referrer.Top.Digest.ToString());
        }

        var listed = (await ListAsync(_subject.Top.Digest)).Select(each => each.GetProperty("digest").GetString()!);
        Assert.Equal(pushed.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    [Clause("end-12a", "Listing Referrers: pages")]
    public async Task Referrers_InGreatNumber_AreAllListedOnce()
    {
        Needs(Feature.Referrers);
        var pushed = new List<string>();
        for (var i = 0; i < 30; i++)
            pushed.Add((await SampleArtifacts.About(_subject.Top).PushAsync(Probe, Repository, $"t{i}")).Header("Docker-Content-Digest")!);

        var listed = (await ListAsync(_subject.Top.Digest)).Select(each => each.GetProperty("digest").GetString()!);
        Assert.Equal(pushed.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    [Clause("end-9", "Deleting Manifests")]
    public async Task Referrer_Deleted_IsListedNoMore()
    {
        Needs(Feature.Referrers);
        var referrer = SampleArtifacts.About(_subject.Top);
        await referrer.PushAsync(Probe, Repository, referrer.Top.Digest.ToString());
        (await Probe.DeleteAsync($"/v2/{Repository}/manifests/{referrer.Top.Digest}")).Expect(202);
        Assert.Empty(await ListAsync(_subject.Top.Digest));
    }

    // Every page is an index of its own.
    private async Task<IReadOnlyList<JsonElement>> ListAsync(Digest subject)
    {
        Needs(Feature.Referrers);
        var found = new List<JsonElement>();
        for (var next = (string?)$"/v2/{Repository}/referrers/{subject}"; next is not null && found.Count < 1000;)
        {
            var page = await Probe.GetAsync(next);
            found.AddRange(ManifestsOf(page));
            next = page.NextPage;
        }

        return found;
    }

    private Task<Answer> FilterAsync(string type) =>
        Probe.GetAsync($"/v2/{Repository}/referrers/{_subject.Top.Digest}?artifactType={Uri.EscapeDataString(type)}");

    private static JsonElement[] ManifestsOf(Answer answer)
    {
        answer.Expect(200).ExpectHeader("Content-Type", MediaTypes.Index);
        Assert.Equal(2, answer.Json.GetProperty("schemaVersion").GetInt32());
        Assert.Equal(MediaTypes.Index, answer.Json.GetProperty("mediaType").GetString());
        return [.. answer.Json.GetProperty("manifests").EnumerateArray()];
    }

    private static void AssertDescribes(JsonElement listed, SampleDocument document, string? artifactType)
    {
        Assert.Equal(document.MediaType, listed.GetProperty("mediaType").GetString());
        Assert.Equal(document.Digest.ToString(), listed.GetProperty("digest").GetString());
        Assert.Equal(document.Bytes.Length, listed.GetProperty("size").GetInt64());
        Assert.Equal(artifactType, listed.TryGetProperty("artifactType", out var type) ? type.GetString() : null);
    }
}
