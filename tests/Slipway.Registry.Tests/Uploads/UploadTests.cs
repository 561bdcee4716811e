using System.Net;
using Slipway.Oci;
using Slipway.Registry.Tests.Distribution;

namespace Slipway.Registry.Tests.Uploads;

/// <summary>distribution-spec 1.1, end-4 to end-6, end-13 and end-14. Every test ends with nothing left of the upload.</summary>
public sealed class UploadTests
{
    private static readonly byte[] s_content = [.. Enumerable.Range(0, 100_000).Select(static i => (byte)(i * 31 >> 3))];

    public static TheoryData<string> Algorithms => [Digest.Sha256, Digest.Sha512];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Post_WithDigest_IsTheWholeUpload(string algorithm)
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var digest = Digest.Of(algorithm, s_content);

        var answer = await client.PostAsync($"/v2/team/app/blobs/uploads/?digest={digest}", s_content);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(digest.ToString(), answer.Header("Docker-Content-Digest"));
        await AssertStoredAsync(registry, client, answer);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Put_WholeBody_Commits(string algorithm)
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var upload = await client.BeginAsync("app");

        await AssertStoredAsync(registry, client, await client.PutAsync($"{upload}?digest={Digest.Of(algorithm, s_content)}", s_content));
    }

    [Theory]
    [InlineData(Digest.Sha256, "")]
    [InlineData(Digest.Sha512, "")]
    [InlineData(Digest.Sha512, "?digest-algorithm=sha512")]
    [InlineData(Digest.Sha256, "?digest-algorithm=sha512")]
    public async Task Patch_StreamThenPut_Commits(string algorithm, string query)
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var upload = await client.BeginAsync("app", query);

        var patch = await client.PatchAsync(upload, s_content);
        Assert.Equal(HttpStatusCode.Accepted, patch.StatusCode);
        Assert.Equal("0-99999", patch.Header("Range"));
        Assert.NotNull(patch.Header("Docker-Upload-UUID"));

        await AssertStoredAsync(registry, client, await client.PutAsync($"{patch.Location()}?digest={Digest.Of(algorithm, s_content)}", []));
    }

    [Fact]
    public async Task Post_UnknownAlgorithm_Gives400()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();

        await (await client.PostAsync("/v2/app/blobs/uploads/?digest-algorithm=md5")).AssertErrorAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID");
        Assert.Empty(registry.UploadFiles);
    }

    [Fact]
    public async Task Patch_ChunksInOrder_AreOneBlob()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var upload = await client.BeginAsync("app");

        Assert.Equal("0-999", (await client.PatchAsync(upload, s_content[..1000], "0-999")).Header("Range"));
        Assert.Equal("0-49999", (await client.PatchAsync(upload, s_content[1000..50_000], "1000-49999")).Header("Range"));

        await AssertStoredAsync(registry, client, await client.PutAsync($"{upload}?digest={Digest.Of(s_content)}", s_content[50_000..], "50000-99999"));
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("PUT")]
    public async Task Chunk_OutOfOrder_Gives416AndTheUploadLives(string method)
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var upload = await client.BeginAsync("app");
        await client.PatchAsync(upload, s_content[..1000], "0-999");
        var target = method == "PUT" ? $"{upload}?digest={Digest.Of(s_content)}" : upload;

        var answer = await client.SendAsync(new HttpMethod(method), target, s_content[2000..], ("Content-Range", "2000-99999"));

        await answer.AssertErrorAsync(HttpStatusCode.RequestedRangeNotSatisfiable, "RANGE_INVALID");
        Assert.Equal("0-999", answer.Header("Range"));
        Assert.Equal(upload, answer.Location());
        await AssertStoredAsync(registry, client, await client.PutAsync($"{upload}?digest={Digest.Of(s_content)}", s_content[1000..], "1000-99999"));
    }

    [Theory]
    [InlineData("bytes 0-9")]
    [InlineData("0-8")]
    [InlineData("9-0")]
    public async Task Patch_ContentRangeDoesNotFit_Gives400AndTheUploadLives(string range)
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var upload = await client.BeginAsync("app");

        await (await client.PatchAsync(upload, s_content[..10], range)).AssertErrorAsync(HttpStatusCode.BadRequest, "BLOB_UPLOAD_INVALID");

        Assert.Equal("0-0", (await client.GetAsync(upload)).Header("Range"));
        await AssertStoredAsync(registry, client, await client.PutAsync($"{upload}?digest={Digest.Of(s_content)}", s_content));
    }

    [Fact]
    public async Task Get_Upload_SaysHowFarItIs()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var upload = await client.BeginAsync("app");

        var empty = await client.GetAsync(upload);
        await client.PatchAsync(upload, s_content[..1000]);
        var begun = await client.GetAsync(upload);

        Assert.Equal(HttpStatusCode.NoContent, empty.StatusCode);
        Assert.Equal("0-0", empty.Header("Range"));
        Assert.Equal(upload, begun.Location());
        Assert.Equal("0-999", begun.Header("Range"));
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync(upload)).StatusCode);
    }

    [Fact]
    public async Task Delete_Upload_LeavesNothing()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var upload = await client.BeginAsync("app");
        await client.PatchAsync(upload, s_content);
        Assert.NotEmpty(registry.UploadFiles);

        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync(upload)).StatusCode);

        Assert.Empty(registry.UploadFiles);
        await (await client.GetAsync(upload)).AssertErrorAsync(HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");
        await (await client.PatchAsync(upload, s_content)).AssertErrorAsync(HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");
    }

    [Fact]
    public async Task AnyPath_WrongDigest_Gives400AndLeavesNothing()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var wrong = Digest.Of("something else"u8);
        var put = await client.BeginAsync("app");
        var chunked = await client.BeginAsync("app");
        await client.PatchAsync(chunked, s_content, "0-99999");

        foreach (var answer in new[]
        {
            await client.PostAsync($"/v2/app/blobs/uploads/?digest={wrong}", s_content),
            await client.PutAsync($"{put}?digest={wrong}", s_content),
            await client.PutAsync($"{chunked}?digest={wrong}", []),
        })
        {
            await answer.AssertErrorAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID");
        }

        Assert.Empty(registry.UploadFiles);
        Assert.Equal(HttpStatusCode.NotFound, (await client.HeadAsync($"/v2/app/blobs/{wrong}")).StatusCode);
        Assert.Empty(registry.BlobFiles);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?digest=")]
    [InlineData("?digest=sha256:short")]
    [InlineData("?digest=md5:d41d8cd98f00b204e9800998ecf8427e")]
    public async Task Put_NoUsableDigest_Gives400AndTheUploadLives(string query)
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var upload = await client.BeginAsync("app");

        await (await client.PutAsync(upload + query, s_content)).AssertErrorAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID");

        await AssertStoredAsync(registry, client, await client.PutAsync($"{upload}?digest={Digest.Of(s_content)}", s_content));
    }

    [Fact]
    public async Task Patch_BodyOverTheServersDefaultLimit_IsTaken()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var large = new byte[40 * 1024 * 1024];
        var upload = await client.BeginAsync("app");

        Assert.Equal(HttpStatusCode.Accepted, (await client.PatchAsync(upload, large)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await client.PutAsync($"{upload}?digest={Digest.Of(large)}", [])).StatusCode);
    }

    [Fact]
    public async Task Method_UnknownToAResource_Gives405()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();

        await (await client.PostAsync("/v2/app/tags/list")).AssertErrorAsync(HttpStatusCode.MethodNotAllowed, "UNSUPPORTED");
    }

    /// <summary>The blob is where the answer says, whole, and nothing is left of its upload.</summary>
    private static async Task AssertStoredAsync(TestRegistry registry, TestClient client, HttpResponseMessage created)
    {
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(s_content, await (await client.GetAsync(created.Location())).BytesAsync());
        Assert.Empty(registry.UploadFiles);
    }
}
