using Slipway.Oci;
using Slipway.Registry.Conformance.Probing;
using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>The life of an upload session: opened, asked after, cancelled (distribution-spec 1.1, "Pushing blobs", "Cancel a blob upload").</summary>
public abstract class UploadSessionConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    [Fact]
    [Clause("end-4a", "POST then PUT")]
    public async Task Session_Opened_HasALocationOfItsOwn()
    {
        var first = await Probe.StartUploadAsync(Repository);
        var second = await Probe.StartUploadAsync(Repository);
        Assert.NotEqual(first.Location, second.Location);
    }

    /// <summary>What the Docker engine reads of the answer: a range that it can parse and an id.</summary>
    [Fact]
    [Clause("end-4a", "docker: Range and Docker-Upload-UUID")]
    public async Task Session_Opened_SaysWhatDockerReads()
    {
        var session = await Probe.StartUploadAsync(Repository);
        session.ExpectHeader("Range", "0-0").ExpectHeader("Content-Length", "0");
        Assert.NotEmpty(session.Header("Docker-Upload-UUID") ?? "");
    }

    [Fact]
    [Clause("end-4a", "Pushing a blob in chunks")]
    public async Task Session_MinimumOfAChunk_IsANumberWhereGiven()
    {
        var session = await Probe.StartUploadAsync(Repository);
        if (session.Header("OCI-Chunk-Min-Length") is { } length)
            Assert.True(int.TryParse(length, out var bytes) && bytes >= 0, $"OCI-Chunk-Min-Length is {length}.");
    }

    [Fact]
    [Clause("end-13", "Pushing a blob in chunks")]
    public async Task Session_WithoutBytes_SaysAnEmptyRange()
    {
        var session = await Probe.StartUploadAsync(Repository);
        var status = (await Probe.GetAsync(session.Location)).Expect(204).ExpectBody([]);
        Assert.Matches("^0-[0-9]+$", status.Header("Range"));
        Assert.NotEmpty(status.Location);
    }

    [Fact]
    [Clause("end-13", "Pushing a blob in chunks")]
    public async Task Session_AfterAChunk_SaysItsLastByte()
    {
        var blob = NewContent();
        var session = await Probe.StartUploadAsync(Repository);
        var patched = (await Probe.PatchChunkAsync(session.Location, blob, 0, 1023)).Expect(202);

        (await Probe.GetAsync(patched.Location)).Expect(204).ExpectHeader("Range", "0-1023");
    }

    /// <summary>A client that lost the answer to its last chunk has only the address from before it.</summary>
    [Fact]
    [Clause("end-13", "Pushing a blob in chunks")]
    public async Task Session_AskedAtAnOlderUrl_SaysItsLastByteAndGoesOn()
    {
        Needs(Feature.StaleSession);
        var blob = NewContent();
        var session = await Probe.StartUploadAsync(Repository);
        (await Probe.PatchChunkAsync(session.Location, blob, 0, 1023)).Expect(202);

        var status = (await Probe.GetAsync(session.Location)).Expect(204).ExpectHeader("Range", "0-1023");

        var patched = (await Probe.PatchChunkAsync(status.Location, blob, 1024, 2047)).Expect(202);
        (await Probe.PutAsync(RegistryProbe.Commit(patched.Location, Digest.Of(blob).ToString()), [])).Expect(201);
    }

    [Fact]
    [Clause("end-14", "Cancel a blob upload")]
    public async Task Session_Cancelled_IsGone()
    {
        var blob = NewContent();
        var session = await Probe.StartUploadAsync(Repository);
        var patched = (await Probe.PatchChunkAsync(session.Location, blob, 0, 1023)).Expect(202);

        (await Probe.DeleteAsync(patched.Location)).Expect(204);

        (await Probe.GetAsync(patched.Location)).Expect(404).ExpectError("BLOB_UPLOAD_UNKNOWN", "BLOB_UPLOAD_INVALID");
        (await Probe.PatchChunkAsync(patched.Location, blob, 1024, 2047)).Expect(404);
        (await Probe.PutAsync(RegistryProbe.Commit(patched.Location, Digest.Of(blob).ToString()), blob[1024..])).Expect(404);
        (await Probe.DeleteAsync(patched.Location)).Expect(400, 404);
        (await Probe.HeadAsync($"/v2/{Repository}/blobs/{Digest.Of(blob)}")).Expect(404);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PATCH")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [Clause("end-5", "Pushing blobs")]
    public async Task Session_ThatNeverWas_Answers404(string method)
    {
        await Probe.StartUploadAsync(Repository);
        var address = $"/v2/{Repository}/blobs/uploads/6f1b1de2-9a5c-4a3c-8f0e-0d6f5b1f2a11";
        if (method == "PUT")
            address = RegistryProbe.Commit(address, Digest.Of([]).ToString());

        (await Probe.SendAsync(method, address, method is "GET" ? null : [])).Expect(404).ExpectError("BLOB_UPLOAD_UNKNOWN", "BLOB_UPLOAD_INVALID");
    }

    /// <summary>A session belongs to its repository: whoever may push to another one must not reach it there (the fault of CVE-2026-32589).</summary>
    [Theory]
    [InlineData("GET")]
    [InlineData("PATCH")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [Clause("end-5", "Pushing blobs")]
    public async Task Session_OfAnotherRepository_Answers404(string method)
    {
        var blob = NewContent();
        var session = await Probe.StartUploadAsync(Repository);
        var other = NewRepository();
        await Probe.PushBlobAsync(other, NewContent());
        var moved = session.Location.Replace(Repository, other, StringComparison.Ordinal);
        if (method == "PUT")
            moved = RegistryProbe.Commit(moved, Digest.Of(blob).ToString());

        (await Probe.SendAsync(method, moved, method is "GET" ? null : blob)).Expect(404);

        (await Probe.GetAsync(session.Location)).Expect(204);
        (await Probe.HeadAsync($"/v2/{other}/blobs/{Digest.Of(blob)}")).Expect(404);
    }

    [Fact]
    [Clause("end-6", "POST then PUT")]
    public async Task Session_Committed_IsGone()
    {
        var blob = NewContent();
        var session = await Probe.StartUploadAsync(Repository);
        (await Probe.PutAsync(RegistryProbe.Commit(session.Location, Digest.Of(blob).ToString()), blob)).Expect(201);

        (await Probe.GetAsync(session.Location)).Expect(404);
        (await Probe.PatchAsync(session.Location, blob)).Expect(404);
    }
}
