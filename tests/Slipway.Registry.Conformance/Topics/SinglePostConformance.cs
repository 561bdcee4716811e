using Slipway.Oci;
using Slipway.Registry.Conformance.Probing;
using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>A blob pushed by a single POST (distribution-spec 1.1, "Single POST").</summary>
public abstract class SinglePostConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    [Theory]
    [InlineData(2048, Digest.Sha256)]
    [InlineData(2048, Digest.Sha512)]
    [InlineData(0, Digest.Sha256)]
    [InlineData(0, Digest.Sha512)]
    [Clause("end-4b", "Single POST")]
    public async Task Post_OfTheWholeBlob_AnswersWhereToPullIt(int length, string algorithm)
    {
        Needs(Feature.SinglePost);
        Needs(algorithm);
        var blob = NewContent(length);
        var digest = Digest.Of(algorithm, blob);

        var answer = (await PostAsync(blob, digest.ToString())).Expect(201);

        (await Probe.GetAsync(answer.Location)).Expect(200).ExpectBody(blob).ExpectHeader("Docker-Content-Digest", digest.ToString());
    }

    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-4b", "Single POST")]
    public async Task Post_OfAnotherDigest_Answers400AndStoresNothing(string algorithm)
    {
        Needs(Feature.SinglePost);
        Needs(algorithm);
        var claimed = Digest.Of(algorithm, NewContent());

        (await PostAsync(NewContent(), claimed.ToString())).Expect(400).ExpectError("DIGEST_INVALID");

        (await Probe.HeadAsync($"/v2/{Repository}/blobs/{claimed}")).Expect(404);
    }

    [Fact]
    [Clause("end-4b", "Single POST")]
    public async Task Post_OfNoDigestAtAll_Answers400()
    {
        Needs(Feature.SinglePost);
        (await PostAsync(NewContent(), "sha256:baddigeststring")).Expect(400).ExpectError("DIGEST_INVALID");
    }

    /// <summary>A registry that cannot do it opens a session instead, which must work.</summary>
    [Fact]
    [Clause("end-4b", "Single POST")]
    public async Task Post_WhereUnsupported_OpensASession()
    {
        var blob = NewContent();
        var digest = Digest.Of(blob).ToString();
        var answer = (await PostAsync(blob, digest)).Expect(201, 202);
        if (answer.Status == 202)
            (await Probe.PutAsync(RegistryProbe.Commit(answer.Location, digest), blob)).Expect(201);
        (await Probe.GetAsync($"/v2/{Repository}/blobs/{digest}")).Expect(200).ExpectBody(blob);
    }

    private Task<Answer> PostAsync(byte[] content, string digest) =>
        Probe.PostAsync($"/v2/{Repository}/blobs/uploads/?digest={Uri.EscapeDataString(digest)}", content, ("Content-Type", "application/octet-stream"));
}
