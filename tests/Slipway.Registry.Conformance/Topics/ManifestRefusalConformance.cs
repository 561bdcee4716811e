using System.Text;
using Slipway.Oci;
using Slipway.Registry.Conformance.Probing;
using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Samples;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>What is no manifest, or not the one it is said to be, is refused (distribution-spec 1.1, "Pushing Manifests").</summary>
public abstract class ManifestRefusalConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    private readonly Sample _image = SampleImages.Image();

    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-7a", "Pushing Manifests")]
    public async Task Manifest_OfAnotherDigest_Answers400(string algorithm)
    {
        Needs(algorithm);
        await _image.PushPartsAsync(Probe, Repository);
        var claimed = Digest.Of(algorithm, NewContent());

        (await PutAsync(claimed.ToString(), _image.Top.Bytes)).Expect(400).ExpectError("DIGEST_INVALID", "MANIFEST_INVALID");

        (await Probe.HeadAsync($"/v2/{Repository}/manifests/{claimed}", ("Accept", MediaTypes.Manifest))).Expect(404);
    }

    [Fact]
    [Clause("end-7a", "Pushing Manifests")]
    public async Task Manifest_UnderAMalformedDigest_Answers400()
    {
        Needs(Feature.MalformedInput);
        await _image.PushPartsAsync(Probe, Repository);
        (await PutAsync("sha256:baddigeststring", _image.Top.Bytes)).Expect(400);
    }

    [Fact]
    [Clause("end-3", "Pulling manifests")]
    public async Task Manifest_AskedByAMalformedDigest_IsRefused()
    {
        Needs(Feature.MalformedInput);
        await _image.PushAsync(Probe, Repository, "v1");
        (await Probe.GetAsync($"/v2/{Repository}/manifests/sha256:baddigeststring")).Expect(400, 404);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"schemaVersion\":2")]
    [InlineData("null")]
    [Clause("end-7a", "Pushing Manifests")]
    public async Task Manifest_OfNoDocument_Answers400(string body)
    {
        if (body == "null")
            Needs(Feature.MalformedInput);
        (await PutAsync("v1", Encoding.UTF8.GetBytes(body))).Expect(400).ExpectError("MANIFEST_INVALID");
    }

    [Fact]
    [Clause("end-7a", "Pushing Manifests")]
    public async Task Manifest_WhoseBlobsWereNeverPushed_IsRefused()
    {
        await Probe.PushBlobAsync(Repository, NewContent());
        (await PutAsync("v1", _image.Top.Bytes)).Expect(400, 404).ExpectError("MANIFEST_BLOB_UNKNOWN");
        (await Probe.HeadAsync($"/v2/{Repository}/manifests/v1", ("Accept", MediaTypes.Manifest))).Expect(404);
    }

    /// <summary>Having a blob in another repository of one's own is not having it here.</summary>
    [Fact]
    [Clause("end-7a", "Pushing Manifests")]
    public async Task Manifest_WhoseBlobsAreInAnotherRepository_IsRefused()
    {
        await _image.PushPartsAsync(Probe, NewRepository());
        (await PutAsync("v1", _image.Top.Bytes)).Expect(400, 404).ExpectError("MANIFEST_BLOB_UNKNOWN");
    }

    /// <summary>CVE-2021-41190: one document must not be an image to one client and an index to the next.</summary>
    [Theory]
    [InlineData(MediaTypes.Manifest, "manifests")]
    [InlineData(MediaTypes.Index, "layers")]
    [InlineData(MediaTypes.Index, "config")]
    [Clause("end-7a", "image-spec 1.1: manifest.md, image-index.md")]
    public async Task Manifest_ThatIsAnIndexToo_Answers400(string mediaType, string extra)
    {
        await _image.PushPartsAsync(Probe, Repository);
        var member = Json.Member(extra, extra == "config" ? Json.Descriptor(MediaTypes.Config, _image.Blobs[0]) : "[]");
        var text = mediaType == MediaTypes.Index
            ? Encoding.UTF8.GetString(Json.Index(mediaType, []))
            : Encoding.UTF8.GetString(_image.Top.Bytes);

        (await PutAsync("v1", Encoding.UTF8.GetBytes(text[..^1] + member + "}"), mediaType)).Expect(400).ExpectError("MANIFEST_INVALID");
    }

    [Theory]
    [InlineData(MediaTypes.Index)]
    [InlineData(MediaTypes.DockerManifest)]
    [InlineData("text/plain")]
    [Clause("end-7a", "Pushing Manifests")]
    public async Task Manifest_OfAnotherContentType_Answers400(string contentType)
    {
        await _image.PushPartsAsync(Probe, Repository);
        (await PutAsync("v1", _image.Top.Bytes, contentType)).Expect(400).ExpectError("MANIFEST_INVALID");
    }

    /// <summary>A tag begins with a letter, a digit or an underscore and has at most 128 characters.</summary>
    [Theory]
    [InlineData(".hidden")]
    [InlineData("-dash")]
    [InlineData("a+b")]
    [InlineData("ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt")]
    [Clause("end-7a", "Pulling manifests: tags")]
    public async Task Tag_OutsideTheGrammar_IsRefused(string tag)
    {
        await _image.PushPartsAsync(Probe, Repository);
        (await PutAsync(Uri.EscapeDataString(tag), _image.Top.Bytes)).Expect(400, 404);
    }

    /// <summary>No registry has to take 64 MiB, and one that does would read them into memory.</summary>
    [Fact]
    [Clause("end-7a", "Pushing Manifests")]
    public async Task Manifest_BeyondTheLimit_Answers413()
    {
        Needs(Feature.ManifestLimit);
        await using var connection = await RawConnection.OpenAsync(Probe, Repository);
        await connection.SendHeadAsync(
            $"PUT /v2/{Repository}/manifests/v1", $"Content-Type: {MediaTypes.Manifest}", $"Content-Length: {64 << 20}", "Expect: 100-continue");

        var status = await connection.ReadHeadAsync();
        if (status == 100)
        {
            await connection.TrySendAsync(new byte[64 << 20]);
            status = await connection.ReadHeadAsync();
        }

        Assert.Equal(413, status);
    }

    private Task<Answer> PutAsync(string reference, byte[] content, string mediaType = MediaTypes.Manifest) =>
        Probe.PutManifestAsync(Repository, reference, mediaType, content);
}
