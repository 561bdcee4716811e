using Slipway.Oci;
using Slipway.Registry.Conformance.Probing;
using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>A blob pushed whole (distribution-spec 1.1, "Pushing a blob monolithically"): POST then PUT.</summary>
public abstract class MonolithicUploadConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-6", "POST then PUT")]
    public async Task Put_OfTheWholeBlob_AnswersWhereToPullIt(string algorithm)
    {
        Needs(algorithm);
        var blob = NewContent();
        var digest = Digest.Of(algorithm, blob);

        var answer = (await PutAsync(blob, digest.ToString())).Expect(201);

        (await Probe.GetAsync(answer.Location)).Expect(200).ExpectBody(blob).ExpectHeader("Docker-Content-Digest", digest.ToString());
        answer.ExpectHeader("Docker-Content-Digest", digest.ToString());
    }

    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-6", "POST then PUT")]
    public async Task Put_OfNoBytes_StoresTheEmptyBlob(string algorithm)
    {
        Needs(algorithm);
        var answer = (await PutAsync([], Digest.Of(algorithm, []).ToString())).Expect(201);
        (await Probe.GetAsync(answer.Location)).Expect(200).ExpectBody([]);
    }

    /// <summary>Whatever the registry put into its Location must survive a client that adds <c>digest=</c> in front.</summary>
    [Fact]
    [Clause("end-6", "POST then PUT")]
    public async Task Put_WithDigestAsFirstParameter_IsAccepted()
    {
        var blob = NewContent();
        var location = new UriBuilder((await Probe.StartUploadAsync(Repository)).Location);
        location.Query = $"digest={Digest.Of(blob)}&{location.Query.TrimStart('?')}".TrimEnd('&');
        (await Probe.PutAsync(location.Uri.AbsoluteUri, blob)).Expect(201);
    }

    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-6", "POST then PUT")]
    public async Task Put_OfAnotherDigest_Answers400AndStoresNothing(string algorithm)
    {
        Needs(algorithm);
        var (blob, claimed) = (NewContent(), Digest.Of(algorithm, NewContent()));

        (await PutAsync(blob, claimed.ToString())).Expect(400).ExpectError("DIGEST_INVALID");

        (await Probe.HeadAsync($"/v2/{Repository}/blobs/{claimed}")).Expect(404);
        (await Probe.HeadAsync($"/v2/{Repository}/blobs/{Digest.Of(algorithm, blob)}")).Expect(404);
    }

    [Theory]
    [InlineData(1, Digest.Sha256)]
    [InlineData(1, Digest.Sha512)]
    [InlineData(-1, Digest.Sha256)]
    [InlineData(-1, Digest.Sha512)]
    [Clause("end-6", "POST then PUT")]
    public async Task Put_OfAByteTooManyOrTooFew_Answers400(int difference, string algorithm)
    {
        Needs(algorithm);
        var blob = NewContent();
        var sent = new byte[blob.Length + difference];
        blob.AsSpan(0, Math.Min(blob.Length, sent.Length)).CopyTo(sent);

        (await PutAsync(sent, Digest.Of(algorithm, blob).ToString())).Expect(400);
    }

    [Theory]
    [InlineData("sha256:baddigeststring")]
    [InlineData("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("sha256:")]
    [InlineData("sha256")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("sha256:../../../../etc/passwd")]
    [InlineData("")]
    [Clause("end-6", "POST then PUT")]
    public async Task Put_OfNoDigestAtAll_Answers400(string digest) => (await PutAsync([], digest)).Expect(400).ExpectError("DIGEST_INVALID");

    [Fact]
    [Clause("end-6", "POST then PUT")]
    public async Task Put_WithoutDigest_Answers400()
    {
        var session = await Probe.StartUploadAsync(Repository);
        (await Probe.PutAsync(session.Location, NewContent())).Expect(400);
    }

    [Fact]
    [Clause("end-6", "POST then PUT")]
    public async Task Put_OfABlobThatIsThere_Answers201()
    {
        var blob = NewContent();
        await Probe.PushBlobAsync(Repository, blob);
        (await PutAsync(blob, Digest.Of(blob).ToString())).Expect(201);
    }

    /// <summary>Two clients pushing the same layer at once is what a build farm does all day.</summary>
    [Fact]
    [Clause("end-6", "POST then PUT")]
    public async Task Put_OfOneBlobByManyAtOnce_Answers201ToAll()
    {
        var blob = NewContent(100_000);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Probe.PushBlobAsync(Repository, blob)));
        (await Probe.GetAsync($"/v2/{Repository}/blobs/{Digest.Of(blob)}")).Expect(200).ExpectBody(blob);
    }

    [Fact]
    [Clause("end-4c", "POST then PUT")]
    public async Task Post_NamingItsAlgorithm_TakesADigestOfIt()
    {
        Needs(Feature.Sha512);
        var blob = NewContent();
        var session = (await Probe.PostAsync($"/v2/{Repository}/blobs/uploads/?digest-algorithm=sha512", [])).Expect(202);
        (await Probe.PutAsync(RegistryProbe.Commit(session.Location, Digest.Of(Digest.Sha512, blob).ToString()), blob)).Expect(201);
    }

    [Fact]
    [Clause("end-4c", "POST then PUT")]
    public async Task Post_NamingAnUnknownAlgorithm_Answers400()
    {
        Needs(Feature.Sha512);
        (await Probe.PostAsync($"/v2/{Repository}/blobs/uploads/?digest-algorithm=md5", [])).Expect(400);
    }

    private async Task<Answer> PutAsync(byte[] content, string digest)
    {
        var session = await Probe.StartUploadAsync(Repository);
        return await Probe.PutAsync(RegistryProbe.Commit(session.Location, digest), content);
    }
}
