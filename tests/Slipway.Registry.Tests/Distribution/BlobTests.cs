using System.Net;
using Slipway.Oci;

namespace Slipway.Registry.Tests.Distribution;

/// <summary>distribution-spec 1.1, end-2 and end-10.</summary>
public sealed class BlobTests
{
    private static readonly byte[] s_content = [.. Enumerable.Range(0, 2048).Select(static i => (byte)(i * 7))];

    [Theory]
    [InlineData(Digest.Sha256)]
    [InlineData(Digest.Sha512)]
    public async Task Get_Pushed_GivesTheBytesAsNothingABrowserRuns(string algorithm)
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var digest = await client.PushBlobAsync("app", s_content, algorithm);

        var answer = await client.GetAsync($"/v2/app/blobs/{digest}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(s_content, await answer.BytesAsync());
        Assert.Equal("2048", answer.Header("Content-Length"));
        Assert.Equal(digest.ToString(), answer.Header("Docker-Content-Digest"));
        Assert.Equal("application/octet-stream", answer.Header("Content-Type"));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("default-src 'none'", answer.Header("Content-Security-Policy"));
        Assert.Equal("registry/2.0", answer.Header("Docker-Distribution-API-Version"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2048)]
    public async Task Head_Pushed_GivesTheLengthAndNoBody(int length)
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var digest = await client.PushBlobAsync("app", s_content[..length]);

        var head = await client.HeadAsync($"/v2/app/blobs/{digest}");
        var get = await client.GetAsync($"/v2/app/blobs/{digest}");

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(length, head.Content.Headers.ContentLength);
        Assert.Empty(await head.BytesAsync());
        Assert.Equal(length, get.Content.Headers.ContentLength);
        Assert.Equal(length, (await get.BytesAsync()).Length);
    }

    [Theory]
    [InlineData("bytes=500-1499", 500, 1499)]
    [InlineData("bytes=500-", 500, 2047)]
    [InlineData("bytes=-500", 1548, 2047)]
    [InlineData("bytes=2000-5000", 2000, 2047)]
    [InlineData("bytes=0-0", 0, 0)]
    [InlineData("bytes=-5000", 0, 2047)]
    public async Task Get_Range_GivesThatPart(string range, int first, int last)
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var digest = await client.PushBlobAsync("app", s_content);

        var answer = await client.GetAsync($"/v2/app/blobs/{digest}", ("Range", range));

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal($"bytes {first}-{last}/2048", answer.Header("Content-Range"));
        Assert.Equal(last - first + 1, answer.Content.Headers.ContentLength);
        Assert.Equal(s_content[first..(last + 1)], await answer.BytesAsync());
    }

    [Theory]
    [InlineData("bytes=500-0")]
    [InlineData("bytes=5000-10000")]
    [InlineData("bytes=2048-")]
    [InlineData("bytes=-0")]
    public async Task Get_RangeOutside_Gives416WithTheLength(string range)
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var digest = await client.PushBlobAsync("app", s_content);

        var answer = await client.GetAsync($"/v2/app/blobs/{digest}", ("Range", range));

        await answer.AssertErrorAsync(HttpStatusCode.RequestedRangeNotSatisfiable, "RANGE_INVALID");
        Assert.Equal("bytes */2048", answer.Header("Content-Range"));
    }

    [Theory]
    [InlineData("bytes=0-1,5-6")]
    [InlineData("bytes=a-b")]
    [InlineData("lines=0-1")]
    [InlineData("bytes=-")]
    public async Task Get_RangeOfAnotherKind_GivesEverything(string range)
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var digest = await client.PushBlobAsync("app", s_content);

        var answer = await client.GetAsync($"/v2/app/blobs/{digest}", ("Range", range));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(s_content, await answer.BytesAsync());
    }

    [Fact]
    public async Task Get_IfRangeOfAnotherContent_GivesEverything()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var digest = await client.PushBlobAsync("app", s_content);

        var same = await client.GetAsync($"/v2/app/blobs/{digest}", ("Range", "bytes=0-9"), ("If-Range", $"\"{digest}\""));
        var other = await client.GetAsync($"/v2/app/blobs/{digest}", ("Range", "bytes=0-9"), ("If-Range", "\"other\""));

        Assert.Equal(HttpStatusCode.PartialContent, same.StatusCode);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Theory]
    [InlineData("\"{0}\"")]
    [InlineData("{0}")]
    [InlineData("*")]
    [InlineData("W/\"{0}\"")]
    [InlineData("\"other\", \"{0}\"")]
    public async Task Get_ContentIsKnown_Gives304(string pattern)
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var digest = await client.PushBlobAsync("app", s_content);

        var answer = await client.GetAsync($"/v2/app/blobs/{digest}", ("If-None-Match", string.Format(null, pattern, digest)));

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
        Assert.Equal($"\"{digest}\"", answer.Header("ETag"));
        Assert.Empty(await answer.BytesAsync());
    }

    [Fact]
    public async Task Get_OfAnotherTenantOrOfNobody_IsTheSameAnswer()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var alice = registry.Client();
        using var bob = registry.Client("bob");
        var digest = await alice.PushBlobAsync("app", s_content);
        await bob.PushBlobAsync("app", "another"u8.ToArray());

        var foreign = await bob.GetAsync($"/v2/app/blobs/{digest}");
        var absent = await bob.GetAsync($"/v2/app/blobs/{Digest.Of("nothing"u8)}");
        var nowhere = await bob.GetAsync($"/v2/never/blobs/{digest}");

        await foreign.AssertErrorAsync(HttpStatusCode.NotFound, "BLOB_UNKNOWN");
        Assert.Equal(await absent.WholeAsync(), await foreign.WholeAsync());
        Assert.Equal(await absent.WholeAsync(), await nowhere.WholeAsync());
    }

    [Fact]
    public async Task Get_MalformedDigest_Gives400()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();

        await (await client.GetAsync("/v2/app/blobs/sha256:short")).AssertErrorAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID");
    }

    [Fact]
    public async Task Delete_Pushed_IsGoneAtOnce()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var digest = await client.PushBlobAsync("app", s_content);

        Assert.Equal(HttpStatusCode.Accepted, (await client.DeleteAsync($"/v2/app/blobs/{digest}")).StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, (await client.HeadAsync($"/v2/app/blobs/{digest}")).StatusCode);
        await (await client.DeleteAsync($"/v2/app/blobs/{digest}")).AssertErrorAsync(HttpStatusCode.NotFound, "BLOB_UNKNOWN");
    }
}
