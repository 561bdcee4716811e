using Slipway.Oci;
using Slipway.Registry.Conformance.Probing;
using Slipway.Registry.Conformance.Reporting;
using Slipway.Registry.Conformance.Samples;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Topics;

/// <summary>HTTP/1.1 below what a client library lets one see (RFC 9110, RFC 9112).</summary>
public abstract class RawHttpConformance(TargetFixture fixture) : ConformanceTest(fixture)
{
    private readonly byte[] _blob = NewContent(3000);

    /// <summary>The path by which Docker pushes layers, of whose length it knows nothing yet.</summary>
    [Fact]
    [Clause("end-5", "RFC 9112 §7.1: chunked transfer coding")]
    public async Task Patch_InChunkedTransferCoding_AppendsItsBytes()
    {
        var session = new Uri((await Probe.StartUploadAsync(Repository)).Location);
        await using var connection = await OpenAsync();
        await connection.SendHeadAsync($"PATCH {session.PathAndQuery}", "Transfer-Encoding: chunked", "Content-Type: application/octet-stream");
        foreach (var piece in (byte[][])[_blob[..1], _blob[1..1700], _blob[1700..], []])
            await connection.SendChunkAsync(piece);

        Assert.Equal(202, await connection.ReadHeadAsync());
        Assert.Equal("0-2999", connection.Header("Range"));
        await CommitAsync(new Uri(session, connection.Header("Location")), []);
    }

    [Fact]
    [Clause("end-6", "RFC 9112 §7.1: chunked transfer coding")]
    public async Task Put_InChunkedTransferCoding_StoresTheBlob()
    {
        var session = new Uri((await Probe.StartUploadAsync(Repository)).Location);
        await using var connection = await OpenAsync();
        await connection.SendHeadAsync($"PUT {RegistryProbe.Commit(session.PathAndQuery, Digest.Of(_blob).ToString())}", "Transfer-Encoding: chunked");
        await connection.SendChunkAsync(_blob);
        await connection.SendChunkAsync([]);

        Assert.Equal(201, await connection.ReadHeadAsync());
        (await Probe.GetAsync($"/v2/{Repository}/blobs/{Digest.Of(_blob)}")).Expect(200).ExpectBody(_blob);
    }

    [Fact]
    [Clause("end-7a", "RFC 9112 §7.1: chunked transfer coding")]
    public async Task Manifest_InChunkedTransferCoding_IsTaken()
    {
        var image = SampleImages.Image();
        await image.PushPartsAsync(Probe, Repository);
        await using var connection = await OpenAsync();
        await connection.SendHeadAsync($"PUT /v2/{Repository}/manifests/v1", "Transfer-Encoding: chunked", $"Content-Type: {MediaTypes.Manifest}");
        await connection.SendChunkAsync(image.Top.Bytes[..100]);
        await connection.SendChunkAsync(image.Top.Bytes[100..]);
        await connection.SendChunkAsync([]);

        Assert.Equal(201, await connection.ReadHeadAsync());
    }

    /// <summary>A client that asks first waits for 100 Continue before it sends a layer.</summary>
    [Fact]
    [Clause("end-5", "RFC 9110 §10.1.1: Expect")]
    public async Task Patch_ThatExpectsContinue_IsToldSo()
    {
        var session = new Uri((await Probe.StartUploadAsync(Repository)).Location);
        await using var connection = await OpenAsync();
        await connection.SendHeadAsync($"PATCH {session.PathAndQuery}", $"Content-Length: {_blob.Length}", "Expect: 100-continue");
        Assert.Equal(100, await connection.ReadHeadAsync());

        await connection.SendAsync(_blob);

        Assert.Equal(202, await connection.ReadHeadAsync());
        await CommitAsync(new Uri(session, connection.Header("Location")), []);
    }

    /// <summary>A body behind a HEAD would be read as the next answer.</summary>
    [Theory]
    [InlineData("manifests/v1", 200)]
    [InlineData("manifests/absent", 404)]
    [InlineData("blobs/sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 404)]
    [Clause("end-3", "RFC 9110 §9.3.2: HEAD")]
    public async Task Head_Answered_IsFollowedByNothing(string resource, int status)
    {
        await SampleImages.Image().PushAsync(Probe, Repository, "v1");
        await using var connection = await OpenAsync();
        await connection.SendHeadAsync($"HEAD /v2/{Repository}/{resource}", $"Accept: {MediaTypes.Manifest}");

        Assert.Equal(status, await connection.ReadHeadAsync());
        Assert.Empty(await connection.ReadToEndAsync());
    }

    [Fact]
    [Clause("end-1", "RFC 9112 §3.2.2: absolute-form")]
    public async Task Target_InAbsoluteForm_IsTheSameAsItsPath()
    {
        await using var connection = await OpenAsync();
        await connection.SendHeadAsync($"GET {new Uri(Target.Base, $"/v2/{Repository}/tags/list")}");
        Assert.Contains(await connection.ReadHeadAsync(), (int[])[200, 404]);
        Assert.Contains("json", connection.Header("Content-Type"), StringComparison.Ordinal);
    }

    /// <summary>Two paths that some server behind a proxy might take for one are two ways past the proxy's rules.</summary>
    [Fact]
    [Clause("end-8a", "RFC 3986 §2.2: encoded slash")]
    public async Task Path_WithAnEncodedSlash_IsNoOtherPath()
    {
        Needs(Feature.EncodedSlash);
        await SampleImages.Image().PushAsync(Probe, Repository, "v1");
        Assert.Contains(await AskAsync($"/v2/{Repository.Replace("/", "%2F", StringComparison.Ordinal)}/tags/list"), (int[])[400, 404]);
    }

    /// <summary>Nothing outside the tree, and no error of the server; N is a repository that exists.</summary>
    [Theory]
    [InlineData("/v2/N/blobs/../../../../../../etc/passwd")]
    [InlineData("/v2/N/blobs/%2e%2e/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/v2/N/blobs/..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/v2/N/manifests/%00")]
    [InlineData("/v2/N%00/manifests/v1")]
    [InlineData("/v2/N//manifests/v1")]
    [InlineData("/v2//manifests/v1")]
    [InlineData("//v2/N/manifests/v1")]
    [InlineData("/v2/N/manifests/%ff%fe")]
    [InlineData("/v2/N/manifests/%zz")]
    [InlineData("/V2/N/manifests/v1")]
    [InlineData("/v2/N/manifests/")]
    [InlineData("/v2/N/blobs/uploads/..")]
    [Clause("end-3", "RFC 3986 §6: paths that are none")]
    public async Task Path_ThatIsNone_IsRefused(string path)
    {
        await SampleImages.Image().PushAsync(Probe, Repository, "v1");
        Assert.InRange(await AskAsync(path.Replace("N", Repository, StringComparison.Ordinal)), 300, 499);
    }

    [Fact]
    [Clause("end-3", "RFC 9112 §3: a long request line")]
    public async Task Path_OfManyKilobytes_IsRefused()
    {
        Needs(Feature.MalformedInput);
        Assert.Contains(await AskAsync($"/v2/{new string('a', 60_000)}/manifests/v1"), (int[])[400, 404, 414]);
    }

    private Task<RawConnection> OpenAsync() => RawConnection.OpenAsync(Probe, Repository);

    private async Task<int> AskAsync(string path)
    {
        await using var connection = await OpenAsync();
        await connection.SendHeadAsync($"GET {path}");
        return await connection.ReadHeadAsync();
    }

    private async Task CommitAsync(Uri location, byte[] rest)
    {
        var answer = (await Probe.PutAsync(RegistryProbe.Commit(location.AbsoluteUri, Digest.Of(_blob).ToString()), rest)).Expect(201);
        (await Probe.GetAsync(answer.Location)).Expect(200).ExpectBody(_blob);
    }
}
