using System.Globalization;
using Slipway.Oci;
using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Samples;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>Every kind of manifest is taken and comes back byte for byte (distribution-spec 1.1, "Pushing Manifests", "Pulling manifests").</summary>
public abstract class ManifestConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    public static TheoryData<string> DataSets() => new(SampleSets.Names);

    /// <summary>A push by tag leaves the algorithm to the registry; the one it chose has to work.</summary>
    [Theory]
    [MemberData(nameof(DataSets))]
    [Clause("end-7a", "Pushing Manifests")]
    public async Task Manifest_PushedByTag_SaysWhereItIsAndItsDigest(string dataSet)
    {
        var sample = Make(dataSet);
        var answer = await sample.PushAsync(Probe, Repository, "v1");

        Assert.True(Digest.TryParse(answer.Header("Docker-Content-Digest"), out var digest) && digest.Matches(sample.Top.Bytes), $"{answer} has no digest of it.");
        await PullAsync(sample.Top, answer.Location);
        await PullAsync(sample.Top, Manifest("v1"));
        await PullAsync(sample.Top, Manifest(digest.ToString()));
    }

    [Theory]
    [MemberData(nameof(DataSets))]
    [Clause("end-7a", "Pushing Manifests")]
    public async Task Manifest_PushedByDigest_IsPulledByIt(string dataSet)
    {
        var sample = Make(dataSet);
        var answer = await sample.PushAsync(Probe, Repository, sample.Top.Digest.ToString());

        answer.ExpectHeader("Docker-Content-Digest", sample.Top.Digest.ToString());
        await PullAsync(sample.Top, answer.Location);
        await PullAsync(sample.Top, Manifest(sample.Top.Digest.ToString()));
    }

    [Theory]
    [MemberData(nameof(DataSets))]
    [Clause("end-3", "Checking if content exists in the registry")]
    public async Task Manifest_Head_AnswersTheHeadersOfGet(string dataSet)
    {
        var sample = Make(dataSet);
        await sample.PushAsync(Probe, Repository, sample.Top.Digest.ToString());
        await sample.PushAsync(Probe, Repository, "v1");

        foreach (var reference in (string[])["v1", sample.Top.Digest.ToString()])
        {
            var get = (await Probe.GetAsync(Manifest(reference), AcceptOf(sample.Top))).Expect(200);
            var head = (await Probe.HeadAsync(Manifest(reference), AcceptOf(sample.Top))).Expect(200).ExpectBody([]);
            foreach (var header in (string[])["Content-Type", "Content-Length", "Docker-Content-Digest"])
                head.ExpectHeader(header, get.Header(header)!);
        }
    }

    [Theory]
    [MemberData(nameof(DataSets))]
    [Clause("end-7a", "Pushing Manifests with Subject")]
    public async Task Manifest_Pushed_NamesItsSubjectOnlyWhenItHasOne(string dataSet)
    {
        Needs(Feature.Referrers);
        var sample = Make(dataSet);
        var answer = await sample.PushAsync(Probe, Repository, "v1");
        Assert.Equal(sample.Top.Subject?.ToString(), answer.Header("OCI-Subject"));
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [Clause("end-3", "Pulling manifests")]
    public async Task Manifest_NeverPushed_Answers404(string reference)
    {
        await SampleImages.Image().PushAsync(Probe, Repository, "v1");
        (await Probe.GetAsync(Manifest(reference))).Expect(404).ExpectError("MANIFEST_UNKNOWN");
        (await Probe.HeadAsync(Manifest(reference))).Expect(404).ExpectBody([]);
    }

    [Fact]
    [Clause("end-3", "Pulling manifests")]
    public async Task Manifest_OfAnUnknownRepository_Answers404() =>
        (await Probe.GetAsync(Manifest("v1"))).Expect(404).ExpectError("MANIFEST_UNKNOWN", "NAME_UNKNOWN");

    [Fact]
    [Clause("end-3", "Pulling manifests")]
    public async Task Manifest_OfAnotherRepository_Answers404()
    {
        var image = SampleImages.Image();
        await image.PushAsync(Probe, NewRepository(), "v1");
        await SampleImages.Image().PushAsync(Probe, Repository, "other");
        (await Probe.GetAsync(Manifest(image.Top.Digest.ToString()))).Expect(404);
    }

    [Fact]
    [Clause("end-7a", "Pushing Manifests")]
    public async Task Tag_PushedAgain_NamesTheNewManifestAndKeepsTheOld()
    {
        var (first, second) = (SampleImages.Image(), SampleImages.Image());
        await first.PushAsync(Probe, Repository, "v1");
        await second.PushAsync(Probe, Repository, "v1");

        await PullAsync(second.Top, Manifest("v1"));
        await PullAsync(first.Top, Manifest(first.Top.Digest.ToString()));
    }

    [Fact]
    [Clause("end-7a", "Pushing Manifests")]
    public async Task Manifest_PushedTwice_IsTakenTwice()
    {
        var image = SampleImages.Image();
        await image.PushAsync(Probe, Repository, "v1");
        await image.PushAsync(Probe, Repository, "v1");
        await PullAsync(image.Top, Manifest("v1"));
    }

    /// <summary>128 characters is the longest tag.</summary>
    [Theory]
    [InlineData("_")]
    [InlineData("A.b-c_9")]
    [InlineData("tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt")]
    [Clause("end-7a", "Pulling manifests: tags")]
    public async Task Tag_OfTheGrammar_IsTaken(string tag)
    {
        var image = SampleImages.Image();
        await image.PushAsync(Probe, Repository, tag);
        await PullAsync(image.Top, Manifest(tag));
    }

    private Sample Make(string dataSet)
    {
        var sample = SampleSets.Make(dataSet);
        foreach (var feature in sample.Needs)
            Needs(feature);
        return sample;
    }

    private async Task PullAsync(SampleDocument document, string url)
    {
        var answer = (await Probe.GetAsync(url, AcceptOf(document))).Expect(200).ExpectBody(document.Bytes);
        answer.ExpectHeader("Content-Type", document.MediaType);
        answer.ExpectHeader("Content-Length", document.Bytes.Length.ToString(CultureInfo.InvariantCulture));
        if (url.Contains(document.Algorithm, StringComparison.Ordinal))
            answer.ExpectHeader("Docker-Content-Digest", document.Digest.ToString());
    }

    private string Manifest(string reference) => $"/v2/{Repository}/manifests/{reference}";

    private static (string, string) AcceptOf(SampleDocument document) => ("Accept", document.MediaType);
}
