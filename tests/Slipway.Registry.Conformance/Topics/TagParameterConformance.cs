using Slipway.Oci;
using Slipway.Registry.Conformance.Probing;
using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Samples;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>Tags given together with a push by digest (distribution-spec after 1.1, "Pushing Manifests": <c>?tag=a&amp;tag=b</c>).</summary>
public abstract class TagParameterConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-7b", "Pushing Manifests")]
    public async Task Push_WithTags_NamesAndSetsThem(string algorithm)
    {
        Needs(algorithm);
        var image = SampleImages.Image(algorithm);
        var answer = (await PushAsync(image, "tag=a&tag=b")).Expect(201);

        Assert.Equal(["a", "b"], TagsOf(answer));
        answer.ExpectHeader("Docker-Content-Digest", image.Top.Digest.ToString());
        foreach (var tag in (string[])["a", "b"])
            (await GetAsync(tag)).Expect(200).ExpectBody(image.Top.Bytes);
    }

    /// <summary>Ten is the least that a registry has to take.</summary>
    [Fact]
    [Clause("end-7b", "Pushing Manifests")]
    public async Task Push_WithTenTags_SetsThemAll()
    {
        var image = SampleImages.Image();
        var tags = Enumerable.Range(0, 10).Select(i => $"t{i}").ToArray();
        var answer = (await PushAsync(image, string.Join('&', tags.Select(tag => $"tag={tag}")))).Expect(201);

        Assert.Equal(tags, TagsOf(answer));
        foreach (var tag in tags)
            (await GetAsync(tag)).Expect(200);
    }

    [Fact]
    [Clause("end-7b", "Pushing Manifests")]
    public async Task Push_WithTagsThatExist_MovesThem()
    {
        var (first, second) = (SampleImages.Image(), SampleImages.Image());
        (await PushAsync(first, "tag=a&tag=b")).Expect(201);
        (await PushAsync(second, "tag=b&tag=c")).Expect(201);

        (await GetAsync("a")).Expect(200).ExpectBody(first.Top.Bytes);
        (await GetAsync("b")).Expect(200).ExpectBody(second.Top.Bytes);
        (await GetAsync("c")).Expect(200).ExpectBody(second.Top.Bytes);
    }

    [Fact]
    [Clause("end-7b", "Pushing Manifests")]
    public async Task Push_WithATagThatIsNone_Answers400AndSetsNone()
    {
        var image = SampleImages.Image();
        (await PushAsync(image, "tag=good&tag=-bad")).Expect(400);
        (await GetAsync("good")).Expect(404);
    }

    [Fact]
    [Clause("end-7b", "Pushing Manifests")]
    public async Task Push_WithMoreTagsThanAllowed_Answers414Or431()
    {
        var image = SampleImages.Image();
        var answer = await PushAsync(image, string.Join('&', Enumerable.Range(0, 1000).Select(i => $"tag=t{i}")));
        answer.Expect(201, 414, 431);
        if (answer.Status == 201)
            Assert.Equal(1000, TagsOf(answer).Length);
    }

    [Fact]
    [Clause("end-7b", "Pushing Manifests")]
    public async Task Push_ByTag_HasNoTagHeader()
    {
        Needs(Feature.TagParameters);
        Assert.Null((await SampleImages.Image().PushAsync(Probe, Repository, "v1")).Header("OCI-Tag"));
    }

    private async Task<Answer> PushAsync(Sample image, string query)
    {
        Needs(Feature.TagParameters);
        await image.PushPartsAsync(Probe, Repository);
        return await Probe.PutManifestAsync(Repository, $"{image.Top.Digest}?{query}", image.Top.MediaType, image.Top.Bytes);
    }

    private Task<Answer> GetAsync(string tag) => Probe.GetAsync($"/v2/{Repository}/manifests/{tag}", ("Accept", MediaTypes.Manifest));

    private static string[] TagsOf(Answer answer) =>
        (answer.Header("OCI-Tag") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
