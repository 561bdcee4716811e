using Slipway.Oci;
using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Samples;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>What is deleted is gone with the answer, not some time later (distribution-spec 1.1, "Content Management").</summary>
public abstract class DeleteConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    private readonly Sample _image = SampleImages.Image();

    [Fact]
    [Clause("end-9", "Deleting tags")]
    public async Task Tag_Deleted_IsGoneAndItsManifestStays()
    {
        Needs(Feature.TagDelete);
        await _image.PushAsync(Probe, Repository, "v1");
        await _image.PushAsync(Probe, Repository, "v2");

        (await Probe.DeleteAsync(Manifest("v1"))).Expect(202);

        await ExpectAsync("v1", 404);
        await ExpectAsync("v2", 200);
        await ExpectAsync(_image.Top.Digest.ToString(), 200);
        Assert.Equal("v2", Assert.Single(await TagsAsync()));
    }

    [Fact]
    [Clause("end-9", "Deleting tags")]
    public async Task Tag_ThatIsNotThere_Answers404()
    {
        Needs(Feature.TagDelete);
        await _image.PushAsync(Probe, Repository, "v1");
        (await Probe.DeleteAsync(Manifest("v2"))).Expect(404).ExpectError("MANIFEST_UNKNOWN");
    }

    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-9", "Deleting Manifests")]
    public async Task Manifest_Deleted_IsGoneWithItsTags(string algorithm)
    {
        Needs(algorithm);
        var image = SampleImages.Image(algorithm);
        await image.PushAsync(Probe, Repository, image.Top.Digest.ToString());
        await _image.PushAsync(Probe, Repository, "other");
        if (algorithm == Digest.Sha256)
            await image.PushAsync(Probe, Repository, "v1");

        (await Probe.DeleteAsync(Manifest(image.Top.Digest.ToString()))).Expect(202);

        await ExpectAsync(image.Top.Digest.ToString(), 404);
        await ExpectAsync("v1", 404);
        Assert.Equal("other", Assert.Single(await TagsAsync()));
    }

    [Fact]
    [Clause("end-9", "Deleting Manifests")]
    public async Task Manifest_DeletedTwice_Answers404()
    {
        await _image.PushAsync(Probe, Repository, "v1");
        (await Probe.DeleteAsync(Manifest(_image.Top.Digest.ToString()))).Expect(202);
        (await Probe.DeleteAsync(Manifest(_image.Top.Digest.ToString()))).Expect(404).ExpectError("MANIFEST_UNKNOWN");
    }

    [Fact]
    [Clause("end-9", "Deleting Manifests")]
    public async Task Manifest_DeletedAndPushedAgain_IsThere()
    {
        await _image.PushAsync(Probe, Repository, "v1");
        (await Probe.DeleteAsync(Manifest(_image.Top.Digest.ToString()))).Expect(202);
        await _image.PushAsync(Probe, Repository, "v1");
        await ExpectAsync("v1", 200);
    }

    [Fact]
    [Clause("end-9", "Deleting Manifests")]
    public async Task Manifest_DeletedHere_StaysElsewhere()
    {
        var elsewhere = NewRepository();
        await _image.PushAsync(Probe, Repository, "v1");
        await _image.PushAsync(Probe, elsewhere, "v1");
        (await Probe.DeleteAsync(Manifest(_image.Top.Digest.ToString()))).Expect(202);
        (await Probe.HeadAsync($"/v2/{elsewhere}/manifests/v1", ("Accept", MediaTypes.Manifest))).Expect(200);
    }

    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-10", "Deleting Blobs")]
    public async Task Blob_Deleted_IsGone(string algorithm)
    {
        Needs(algorithm);
        var digest = await Probe.PushBlobAsync(Repository, NewContent(), algorithm);

        (await Probe.DeleteAsync(Blob(digest))).Expect(202);

        (await Probe.HeadAsync(Blob(digest))).Expect(404);
        (await Probe.GetAsync(Blob(digest))).Expect(404).ExpectError("BLOB_UNKNOWN");
    }

    [Fact]
    [Clause("end-10", "Deleting Blobs")]
    public async Task Blob_ThatIsNotThere_Answers404()
    {
        await Probe.PushBlobAsync(Repository, NewContent());
        (await Probe.DeleteAsync(Blob(Digest.Of(NewContent())))).Expect(404).ExpectError("BLOB_UNKNOWN");
    }

    [Fact]
    [Clause("end-10", "Deleting Blobs")]
    public async Task Blob_DeletedAndPushedAgain_IsThere()
    {
        var content = NewContent();
        var digest = await Probe.PushBlobAsync(Repository, content);
        (await Probe.DeleteAsync(Blob(digest))).Expect(202);
        await Probe.PushBlobAsync(Repository, content);
        (await Probe.GetAsync(Blob(digest))).Expect(200).ExpectBody(content);
    }

    [Fact]
    [Clause("end-10", "Deleting Blobs")]
    public async Task Blob_DeletedHere_StaysElsewhere()
    {
        var content = NewContent();
        var elsewhere = NewRepository();
        var digest = await Probe.PushBlobAsync(Repository, content);
        await Probe.PushBlobAsync(elsewhere, content);
        (await Probe.DeleteAsync(Blob(digest))).Expect(202);
        (await Probe.GetAsync($"/v2/{elsewhere}/blobs/{digest}")).Expect(200).ExpectBody(content);
    }

    private async Task ExpectAsync(string reference, int status) =>
        (await Probe.HeadAsync(Manifest(reference), ("Accept", MediaTypes.Manifest))).Expect(status);

    private async Task<string[]> TagsAsync()
    {
        var answer = (await Probe.GetAsync($"/v2/{Repository}/tags/list")).Expect(200);
        return [.. answer.Json.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!)];
    }

    private string Manifest(string reference) => $"/v2/{Repository}/manifests/{reference}";

    private string Blob(Digest digest) => $"/v2/{Repository}/blobs/{digest}";
}
