using System.Globalization;
using Slipway.Oci;
using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>Blobs that were pushed come back, and only where they were pushed (distribution-spec 1.1, "Pulling blobs").</summary>
public abstract class BlobConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-2", "Pulling blobs")]
    public async Task Blob_Get_AnswersItsBytesLengthAndDigest(string algorithm)
    {
        Needs(algorithm);
        var content = NewContent();
        var digest = await Probe.PushBlobAsync(Repository, content, algorithm);

        var answer = (await Probe.GetAsync(Blob(digest))).Expect(200).ExpectBody(content);

        answer.ExpectHeader("Content-Length", "2048").ExpectHeader("Docker-Content-Digest", digest.ToString());
    }

    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-2", "Checking if content exists in the registry")]
    public async Task Blob_Head_AnswersTheHeadersOfGet(string algorithm)
    {
        Needs(algorithm);
        var digest = await Probe.PushBlobAsync(Repository, NewContent(), algorithm);

        var answer = (await Probe.HeadAsync(Blob(digest))).Expect(200).ExpectBody([]);

        answer.ExpectHeader("Content-Length", "2048").ExpectHeader("Docker-Content-Digest", digest.ToString());
    }

    /// <summary>The empty blob and <c>{}</c>, the config of artifacts, are blobs like all others.</summary>
    [Theory]
    [InlineData("", Digest.Sha256)]
    [InlineData("", Digest.Sha512)]
    [InlineData("{}", Digest.Sha256)]
    [InlineData("{}", Digest.Sha512)]
    [Clause("end-2", "Pulling blobs")]
    public async Task Blob_OfHardlyAnyBytes_HasItsExactLength(string text, string algorithm)
    {
        Needs(algorithm);
        var content = System.Text.Encoding.ASCII.GetBytes(text);
        var digest = await Probe.PushBlobAsync(Repository, content, algorithm);

        (await Probe.GetAsync(Blob(digest))).Expect(200).ExpectBody(content).ExpectHeader("Content-Length", Length(content));
        (await Probe.HeadAsync(Blob(digest))).Expect(200).ExpectBody([]).ExpectHeader("Content-Length", Length(content));
    }

    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-2", "Pulling blobs")]
    public async Task Blob_NeverPushed_Answers404(string algorithm)
    {
        Needs(algorithm);
        var unknown = Digest.Of(algorithm, NewContent());
        await Probe.PushBlobAsync(Repository, NewContent());

        (await Probe.GetAsync(Blob(unknown))).Expect(404).ExpectError("BLOB_UNKNOWN");
        (await Probe.HeadAsync(Blob(unknown))).Expect(404).ExpectBody([]);
    }

    /// <summary>A store that keeps equal blobs once must not show one repository's in another (the fault of CVE-2024-39897).</summary>
    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-2", "Pulling blobs")]
    public async Task Blob_OfAnotherRepository_Answers404(string algorithm)
    {
        Needs(algorithm);
        await Probe.PushBlobAsync(Repository, NewContent());
        var elsewhere = await Probe.PushBlobAsync(NewRepository(), NewContent(), algorithm);

        (await Probe.GetAsync(Blob(elsewhere))).Expect(404);
        (await Probe.HeadAsync(Blob(elsewhere))).Expect(404);
    }

    /// <summary>The same bytes under their other digest were never pushed under it, so either answer is right, but a wrong digest header is not.</summary>
    [Fact]
    [Clause("end-2", "Pulling blobs")]
    public async Task Blob_ByItsOtherDigest_IsUnknownOrAnsweredByIt()
    {
        Needs(Feature.Sha512);
        var content = NewContent();
        await Probe.PushBlobAsync(Repository, content, Digest.Sha512);
        var other = Digest.Of(content);

        var answer = (await Probe.GetAsync(Blob(other))).Expect(200, 404);
        if (answer.Status == 200)
            answer.ExpectBody(content).ExpectHeader("Docker-Content-Digest", other.ToString());
    }

    /// <summary>containerd 2 offers these encodings; a compressed blob would not have its digest.</summary>
    [Fact]
    [Clause("end-2", "Pulling blobs")]
    public async Task Blob_WhereCompressionIsAccepted_StaysAsItIs()
    {
        var content = new byte[65536];
        var digest = await Probe.PushBlobAsync(Repository, content);

        var answer = await Probe.GetAsync(Blob(digest), ("Accept-Encoding", "zstd, gzip, deflate"));

        answer.Expect(200).ExpectBody(content).ExpectHeader("Content-Length", "65536");
        Assert.Null(answer.Header("Content-Encoding"));
    }

    /// <summary>A mirror's client adds <c>ns=</c> to everything it pulls (containerd, docs/hosts.md).</summary>
    [Fact]
    [Clause("end-2", "containerd: ns parameter")]
    public async Task Blob_WithUnknownParameter_IsAnswered()
    {
        var content = NewContent();
        var digest = await Probe.PushBlobAsync(Repository, content);
        (await Probe.GetAsync(Blob(digest) + "?ns=registry.example.org")).Expect(200).ExpectBody(content);
    }

    private string Blob(Digest digest) => $"/v2/{Repository}/blobs/{digest}";

    private static string Length(byte[] content) => content.Length.ToString(CultureInfo.InvariantCulture);
}
