using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Samples;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>What a manifest's Content-Type is and what Accept may say (distribution-spec 1.1, "Pulling manifests").</summary>
public abstract class ContentTypeConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    /// <summary>The stored manifest or nothing: a registry that answers another one has changed what a digest means.</summary>
    [Theory]
    [InlineData("*/*")]
    [InlineData(MediaTypes.Manifest)]
    [InlineData($"{MediaTypes.DockerManifest}, {MediaTypes.Manifest}, {MediaTypes.Index}")]
    [InlineData($"{MediaTypes.Manifest};q=0.5, */*;q=0.1")]
    [Clause("end-3", "Pulling manifests")]
    public async Task Accept_ThatCoversTheManifest_IsAnsweredWithIt(string accept)
    {
        if (accept == "*/*")
            Needs(Feature.AcceptIndependence);
        var image = SampleImages.Image();
        await image.PushAsync(Probe, Repository, "v1");
        var answer = await Probe.GetAsync($"/v2/{Repository}/manifests/v1", ("Accept", accept));
        answer.Expect(200).ExpectBody(image.Top.Bytes).ExpectHeader("Content-Type", MediaTypes.Manifest);
    }

    [Fact]
    [Clause("end-3", "Pulling manifests")]
    public async Task Accept_InSeveralHeaders_IsReadWhole()
    {
        var image = SampleImages.Image();
        await image.PushAsync(Probe, Repository, "v1");
        var answer = await Probe.GetAsync($"/v2/{Repository}/manifests/v1", ("Accept", MediaTypes.DockerManifest), ("Accept", MediaTypes.Manifest));
        answer.Expect(200).ExpectBody(image.Top.Bytes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(MediaTypes.DockerManifest)]
    [InlineData("text/html")]
    [Clause("end-3", "Pulling manifests")]
    public async Task Accept_ThatLeavesTheManifestOut_IsAnsweredWithItStill(string? accept)
    {
        Needs(Feature.AcceptIndependence);
        foreach (var sample in (Sample[])[SampleImages.Image(), SampleIndexes.Index(), SampleIndexes.DockerList()])
        {
            await sample.PushAsync(Probe, Repository, "v1");
            var answer = await Probe.GetAsync($"/v2/{Repository}/manifests/v1", accept is null ? [] : [("Accept", accept)]);
            answer.Expect(200).ExpectBody(sample.Top.Bytes).ExpectHeader("Content-Type", sample.Top.MediaType);
        }
    }

    [Fact]
    [Clause("end-7a", "Pushing Manifests")]
    public async Task ContentType_WithParameters_ComesBackWithout()
    {
        var image = SampleImages.Image();
        await image.PushPartsAsync(Probe, Repository);
        await Probe.PushManifestAsync(Repository, "v1", MediaTypes.Manifest + "; charset=utf-8", image.Top.Bytes);
        var answer = await Probe.GetAsync($"/v2/{Repository}/manifests/v1", ("Accept", MediaTypes.Manifest));
        answer.Expect(200).ExpectHeader("Content-Type", MediaTypes.Manifest);
    }

    /// <summary>A blob is never what a browser would run (the fault of CVE-2026-103667).</summary>
    [Fact]
    [Clause("end-2", "Pulling blobs")]
    public async Task ContentType_OfABlob_IsOctetStream()
    {
        var digest = await Probe.PushBlobAsync(Repository, "<script>alert(1)</script>"u8.ToArray());
        (await Probe.GetAsync($"/v2/{Repository}/blobs/{digest}")).Expect(200).ExpectHeader("Content-Type", "application/octet-stream");
    }
}
