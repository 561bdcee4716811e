using Slipway.Oci;
using Slipway.Registry.Conformance.Probing;
using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>A blob of 3000 bytes pushed by chunks of 1000 (distribution-spec 1.1, "Pushing a blob in chunks").</summary>
public abstract class ChunkedUploadConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    private readonly byte[] _blob = NewContent(3000);

    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-5", "Pushing a blob in chunks")]
    public async Task Chunks_InOrder_MakeTheBlob(string algorithm)
    {
        Needs(algorithm);
        var location = await PatchAsync((await Probe.StartUploadAsync(Repository)).Location, 0, 999);
        location = await PatchAsync(location, 1000, 1999);
        location = await PatchAsync(location, 2000, 2999);

        await CommitAsync(location, [], algorithm);
    }

    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-6", "Pushing a blob in chunks")]
    public async Task Chunks_WithTheLastInThePut_MakeTheBlob(string algorithm)
    {
        Needs(algorithm);
        var location = await PatchAsync((await Probe.StartUploadAsync(Repository)).Location, 0, 999);
        location = await PatchAsync(location, 1000, 1999);

        await CommitAsync(location, _blob[2000..], algorithm, ("Content-Range", "2000-2999"));
    }

    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-5", "Pushing a blob in chunks")]
    public async Task Chunk_ThatIsNotTheFirst_Answers416AndKeepsTheSession(string algorithm)
    {
        Needs(Feature.ChunkOrder);
        Needs(algorithm);
        var session = await Probe.StartUploadAsync(Repository);

        (await Probe.PatchChunkAsync(session.Location, _blob, 1000, 1999)).Expect(416);

        var location = await PatchAsync(session.Location, 0, 999);
        location = await PatchAsync(location, 1000, 2999);
        await CommitAsync(location, [], algorithm);
    }

    /// <summary>Ahead of the last byte, over it, and the same chunk again.</summary>
    [Theory]
    [InlineData(1500, 2499)]
    [InlineData(500, 1499)]
    [InlineData(0, 999)]
    [Clause("end-5", "Pushing a blob in chunks")]
    public async Task Chunk_OutOfOrder_Answers416AndKeepsTheSession(int first, int last)
    {
        Needs(Feature.ChunkOrder);
        var location = await PatchAsync((await Probe.StartUploadAsync(Repository)).Location, 0, 999);

        (await Probe.PatchChunkAsync(location, _blob, first, last)).Expect(416);

        var status = (await Probe.GetAsync(location)).Expect(204).ExpectHeader("Range", "0-999");
        location = await PatchAsync(status.Location, 1000, 2999);
        await CommitAsync(location, [], Digest.Sha256);
    }

    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-6", "Pushing a blob in chunks")]
    public async Task LastChunk_OutOfOrder_Answers416AndKeepsTheSession(string algorithm)
    {
        Needs(Feature.ChunkOrder);
        Needs(algorithm);
        var location = await PatchAsync((await Probe.StartUploadAsync(Repository)).Location, 0, 999);
        var commit = RegistryProbe.Commit(location, Digest.Of(algorithm, _blob).ToString());

        (await Probe.PutAsync(commit, _blob[2000..], ("Content-Range", "2000-2999"))).Expect(416);

        location = await PatchAsync(location, 1000, 1999);
        await CommitAsync(location, _blob[2000..], algorithm, ("Content-Range", "2000-2999"));
    }

    [Theory]
    [InlineData("bytes 0-999")]
    [InlineData("0-")]
    [InlineData("-999")]
    [InlineData("999-0")]
    [InlineData("a-b")]
    [InlineData("0-18446744073709551616")]
    [Clause("end-5", "Pushing a blob in chunks")]
    public async Task Chunk_WithAnUnreadableRange_IsRefused(string range)
    {
        Needs(Feature.ChunkOrder);
        var session = await Probe.StartUploadAsync(Repository);
        (await Probe.PatchAsync(session.Location, _blob[..1000], ("Content-Range", range))).Expect(400, 416);
    }

    [Theory]
    [InlineData(999)]
    [InlineData(1001)]
    [Clause("end-5", "Pushing a blob in chunks")]
    public async Task Chunk_OfAnotherLengthThanItsRange_IsRefused(int length)
    {
        Needs(Feature.ChunkOrder);
        var session = await Probe.StartUploadAsync(Repository);
        (await Probe.PatchAsync(session.Location, _blob[..length], ("Content-Range", "0-999"))).Expect(400, 416);
    }

    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-6", "Pushing a blob in chunks")]
    public async Task Chunks_OfAnotherDigest_Answer400AndStoreNothing(string algorithm)
    {
        Needs(algorithm);
        var claimed = Digest.Of(algorithm, NewContent());
        var location = await PatchAsync((await Probe.StartUploadAsync(Repository)).Location, 0, 2999);

        (await Probe.PutAsync(RegistryProbe.Commit(location, claimed.ToString()), [])).Expect(400).ExpectError("DIGEST_INVALID");

        (await Probe.HeadAsync($"/v2/{Repository}/blobs/{claimed}")).Expect(404);
        (await Probe.HeadAsync($"/v2/{Repository}/blobs/{Digest.Of(algorithm, _blob)}")).Expect(404);
    }

    /// <summary>Docker and podman send a whole layer by one PATCH that has no Content-Range.</summary>
    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    [Clause("end-5", "docker: streamed upload")]
    public async Task Patch_WithoutRange_AppendsItsBytes(string algorithm)
    {
        Needs(algorithm);
        var session = await Probe.StartUploadAsync(Repository);
        var first = (await Probe.PatchAsync(session.Location, _blob[..1700])).Expect(202).ExpectHeader("Range", "0-1699");
        var second = (await Probe.PatchAsync(first.Location, _blob[1700..])).Expect(202).ExpectHeader("Range", "0-2999");

        await CommitAsync(second.Location, [], algorithm);
    }

    [Fact]
    [Clause("end-5", "docker: streamed upload")]
    public async Task Patch_WithoutRange_MayBeFollowedByBytesInThePut()
    {
        var session = await Probe.StartUploadAsync(Repository);
        var patched = (await Probe.PatchAsync(session.Location, _blob[..1700])).Expect(202);
        await CommitAsync(patched.Location, _blob[1700..], Digest.Sha256);
    }

    private async Task<string> PatchAsync(string location, int first, int last)
    {
        var answer = (await Probe.PatchChunkAsync(location, _blob, first, last)).Expect(202);
        return answer.ExpectHeader("Range", $"0-{last}").Location;
    }

    private async Task CommitAsync(string location, byte[] rest, string algorithm, params (string Name, string Value)[] headers)
    {
        var digest = Digest.Of(algorithm, _blob).ToString();
        var answer = (await Probe.PutAsync(RegistryProbe.Commit(location, digest), rest, headers)).Expect(201);
        (await Probe.GetAsync(answer.Location)).Expect(200).ExpectBody(_blob).ExpectHeader("Docker-Content-Digest", digest);
    }
}
