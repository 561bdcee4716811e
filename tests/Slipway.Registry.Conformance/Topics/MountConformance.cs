using Slipway.Oci;
using Slipway.Registry.Conformance.Probing;
using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>A blob had from another repository instead of uploaded (distribution-spec 1.1, "Mounting a blob from another repository").</summary>
public abstract class MountConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    private readonly string _source = NewRepository();
    private readonly byte[] _blob = NewContent();

    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-11", "Mounting a blob from another repository")]
    public async Task Mount_OfABlobInTheSource_AnswersWhereToPullIt(string algorithm)
    {
        Needs(algorithm);
        var digest = await Probe.PushBlobAsync(_source, _blob, algorithm);

        var answer = (await MountAsync(digest, $"&from={_source}")).Expect(201);

        (await Probe.GetAsync(answer.Location)).Expect(200).ExpectBody(_blob);
        answer.ExpectHeader("Docker-Content-Digest", digest.ToString());
        Assert.Contains(Repository, answer.Location, StringComparison.Ordinal);
        (await Probe.HeadAsync($"/v2/{Repository}/blobs/{digest}")).Expect(200).ExpectHeader("Content-Length", "2048");
    }

    [Fact]
    [Clause("end-11", "Mounting a blob from another repository")]
    public async Task Mount_FromAnEncodedName_IsTheSame()
    {
        var digest = await Probe.PushBlobAsync(_source, _blob);
        (await MountAsync(digest, $"&from={Uri.EscapeDataString(_source)}")).Expect(201);
    }

    [Fact]
    [Clause("end-11", "Mounting a blob from another repository")]
    public async Task Mount_FromItself_Answers201()
    {
        var digest = await Probe.PushBlobAsync(Repository, _blob);
        (await MountAsync(digest, $"&from={Repository}")).Expect(201);
    }

    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-11", "Mounting a blob from another repository")]
    public async Task Mount_OfABlobThatIsNotThere_OpensASession(string algorithm)
    {
        Needs(algorithm);
        await Probe.PushBlobAsync(_source, NewContent());
        await UploadAsync(await MountAsync(Digest.Of(algorithm, _blob), $"&from={_source}"), algorithm);
    }

    /// <summary>A source that is no repository, and one that could be none.</summary>
    [Theory]
    [InlineData("conformance/absent")]
    [InlineData("Conformance/../Absent")]
    [InlineData("")]
    [Clause("end-11", "Mounting a blob from another repository")]
    public async Task Mount_FromNowhere_OpensASession(string source)
    {
        if (source.Length == 0)
            Needs(Feature.AnonymousMount);
        await UploadAsync(await MountAsync(Digest.Of(_blob), $"&from={Uri.EscapeDataString(source)}"), Digest.Sha256);
    }

    /// <summary>Two repositories share the bytes, not the fate.</summary>
    [Fact]
    [Clause("end-11", "Mounting a blob from another repository")]
    public async Task Mount_Deleted_LeavesTheSource()
    {
        var digest = await Probe.PushBlobAsync(_source, _blob);
        (await MountAsync(digest, $"&from={_source}")).Expect(201);

        (await Probe.DeleteAsync($"/v2/{Repository}/blobs/{digest}")).Expect(202);

        (await Probe.GetAsync($"/v2/{_source}/blobs/{digest}")).Expect(200).ExpectBody(_blob);
    }

    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-11", "Mounting a blob from another repository")]
    public async Task Mount_WithoutSource_FindsTheBlob(string algorithm)
    {
        Needs(Feature.AnonymousMount);
        Needs(algorithm);
        var digest = await Probe.PushBlobAsync(_source, _blob, algorithm);

        var answer = (await MountFromAnywhereAsync(digest)).Expect(201);

        (await Probe.GetAsync(answer.Location)).Expect(200).ExpectBody(_blob);
    }

    [Fact]
    [Clause("end-11", "Mounting a blob from another repository")]
    public async Task Mount_WithoutSourceOfAnUnknownBlob_OpensASession() => await UploadAsync(await MountAsync(Digest.Of(_blob), ""), Digest.Sha256);

    private Task<Answer> MountAsync(Digest digest, string from) => Probe.PostAsync($"/v2/{Repository}/blobs/uploads/?mount={digest}{from}", []);

    // Nothing may be found in a repository that a token of limited scope does not cover.
    private async Task<Answer> MountFromAnywhereAsync(Digest digest) => Target.Auth == AuthMode.Bearer
        ? await Login(null).PostAsync($"/v2/{Repository}/blobs/uploads/?mount={digest}", [], ("Authorization", await Probe.BearerAsync(Repository, _source)))
        : await MountAsync(digest, "");

    private async Task UploadAsync(Answer session, string algorithm)
    {
        var digest = Digest.Of(algorithm, _blob).ToString();
        (await Probe.PutAsync(RegistryProbe.Commit(session.Expect(202).Location, digest), _blob)).Expect(201);
        (await Probe.GetAsync($"/v2/{Repository}/blobs/{digest}")).Expect(200).ExpectBody(_blob);
    }
}
