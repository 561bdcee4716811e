using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Samples;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>A manifest that the client has already is not sent again (RFC 9110 §8.8.3, §13.1.2).</summary>
public abstract class ConditionalConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    private readonly Sample _image = SampleImages.Image();

    [Fact]
    [Clause("end-3", "RFC 9110 §8.8.3")]
    public async Task Manifest_Answered_HasItsDigestAsEtag() => (await AskAsync(null)).Expect(200).ExpectHeader("ETag", $"\"{_image.Top.Digest}\"");

    /// <summary>Quoted, as it should be, and bare, as older clients send it; D stands for the digest.</summary>
    [Theory]
    [InlineData("\"D\"")]
    [InlineData("D")]
    [Clause("end-3", "RFC 9110 §13.1.2")]
    public async Task IfNoneMatch_OfTheManifest_Answers304(string condition) => (await AskAsync(condition)).Expect(304).ExpectBody([]);

    [Theory]
    [InlineData("W/\"D\"")]
    [InlineData("\"other\", \"D\"")]
    [InlineData("*")]
    [Clause("end-3", "RFC 9110 §13.1.2")]
    public async Task IfNoneMatch_InItsOtherForms_Answers304(string condition)
    {
        Needs(Feature.EntityTagLists);
        (await AskAsync(condition)).Expect(304).ExpectBody([]);
    }

    [Theory]
    [InlineData("\"other\"")]
    [InlineData("\"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"")]
    [Clause("end-3", "RFC 9110 §13.1.2")]
    public async Task IfNoneMatch_OfAnother_AnswersTheManifest(string condition) => (await AskAsync(condition)).Expect(200).ExpectBody(_image.Top.Bytes);

    [Fact]
    [Clause("end-3", "RFC 9110 §13.1.2")]
    public async Task IfNoneMatch_AfterTheTagMoved_AnswersTheNewManifest()
    {
        var next = SampleImages.Image();
        await _image.PushAsync(Probe, Repository, "v1");
        await next.PushAsync(Probe, Repository, "v1");
        var answer = await Probe.GetAsync($"/v2/{Repository}/manifests/v1", ("Accept", MediaTypes.Manifest), ("If-None-Match", $"\"{_image.Top.Digest}\""));
        answer.Expect(200).ExpectBody(next.Top.Bytes);
    }

    private async Task<Probing.Answer> AskAsync(string? condition)
    {
        await _image.PushAsync(Probe, Repository, "v1");
        var headers = new List<(string, string)> { ("Accept", MediaTypes.Manifest) };
        if (condition is not null)
            headers.Add(("If-None-Match", condition.Replace("D", _image.Top.Digest.ToString(), StringComparison.Ordinal)));
        return await Probe.GetAsync($"/v2/{Repository}/manifests/v1", [.. headers]);
    }
}
