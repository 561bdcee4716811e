using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Slipway.Oci;
using Slipway.Registry.Inspection;

namespace Slipway.Registry.Tests.Distribution;

/// <summary>distribution-spec 1.1, end-3, end-7a, end-7b and end-9.</summary>
public sealed class ManifestTests
{
    private const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    private const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";

    [Fact]
    public async Task Put_ByTag_IsServedByTagAndDigestExactly()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var config = await client.PushBlobAsync("team/app", "{}"u8.ToArray());
        var json = "\n  " + Documents.Image(config, 2, ""","unknown":{"kept": [1,  2]}""") + "\n";
        var digest = Digest.Of(Encoding.UTF8.GetBytes(json));

        var put = await client.PutManifestAsync("team/app", "v1", json, TestClient.OciManifest + "; charset=utf-8");

        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Equal(digest.ToString(), put.Header("Docker-Content-Digest"));
        Assert.Equal($"/v2/team/app/manifests/{digest}", put.Location());
        Assert.Null(put.Header("OCI-Subject"));
        foreach (var path in new[] { "/v2/team/app/manifests/v1", put.Location() })
        {
            var get = await client.GetAsync(path);
            Assert.Equal(json, Encoding.UTF8.GetString(await get.BytesAsync()));
            Assert.Equal(TestClient.OciManifest, get.Header("Content-Type"));
            Assert.Equal(digest.ToString(), get.Header("Docker-Content-Digest"));
            var head = await client.HeadAsync(path);
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
            Assert.Equal(json.Length, head.Content.Headers.ContentLength);
            Assert.Empty(await head.BytesAsync());
            Assert.Equal(HttpStatusCode.NotModified, (await client.GetAsync(path, ("If-None-Match", digest.ToString()))).StatusCode);
        }
    }

    /// <summary>A layer that need not be there is looked into when it is: its type is the client's word alone.</summary>
    [Theory]
    [InlineData("application/vnd.oci.image.layer.v1.tar+gzip")]
    [InlineData("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip")]
    [InlineData("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip")]
    public async Task Put_LayerUnpacksToTooMuch_Gives400(string type)
    {
        await using var registry = await TestRegistry.StartAsync(static options => options with { LayerLimits = new LayerLimits(MaxUnpackedBytes: 1 << 20, MaxEntries: 10) });
        using var client = registry.Client();
        var layer = LayerOf(2 << 20);
        var descriptor = Documents.Descriptor(type, await client.PushBlobAsync("app", layer), layer.Length);
        var json = Documents.Image(await client.PushBlobAsync("app", "{}"u8.ToArray()), 2, layers: descriptor);

        await (await client.PutManifestAsync("app", "v1", json)).AssertErrorAsync(HttpStatusCode.BadRequest, "MANIFEST_INVALID");
    }

    [Fact]
    public async Task Put_BySha512_IsAnsweredWithSha512()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var json = Documents.Image(await client.PushBlobAsync("app", "{}"u8.ToArray(), Digest.Sha512), 2);
        var digest = Digest.Of(Digest.Sha512, Encoding.UTF8.GetBytes(json));

        var put = await client.PutManifestAsync("app", $"{digest}?tag=v1", json);

        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Equal(digest.ToString(), put.Header("Docker-Content-Digest"));
        Assert.Equal(digest.ToString(), (await client.HeadAsync($"/v2/app/manifests/{digest}")).Header("Docker-Content-Digest"));
        Assert.Equal(digest.ToString(), (await client.HeadAsync("/v2/app/manifests/v1")).Header("Docker-Content-Digest"));
    }

    [Fact]
    public async Task Put_TagParameters_TagsThemAll()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var json = Documents.Image(await client.PushBlobAsync("app", "{}"u8.ToArray()), 2);
        var digest = Digest.Of(Encoding.UTF8.GetBytes(json));
        var tags = Enumerable.Range(0, 12).Select(static i => $"t{i}").ToArray();

        var put = await client.PutManifestAsync("app", $"{digest}?{string.Join('&', tags.Select(static tag => "tag=" + tag))}", json);

        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Equal(string.Join(", ", tags), put.Header("OCI-Tag"));
        foreach (var tag in tags)
            Assert.Equal(HttpStatusCode.OK, (await client.HeadAsync($"/v2/app/manifests/{tag}")).StatusCode);
    }

    [Fact]
    public async Task Put_TagParametersTooManyOrMalformed_StoresNothing()
    {
        await using var registry = await TestRegistry.StartAsync(static options => options with { MaxTagParameters = 2 });
        using var client = registry.Client();
        var json = Documents.Image(await client.PushBlobAsync("app", "{}"u8.ToArray()), 2);
        var digest = Digest.Of(Encoding.UTF8.GetBytes(json));

        var many = await client.PutManifestAsync("app", $"{digest}?tag=a&tag=b&tag=c", json);
        var malformed = await client.PutManifestAsync("app", $"{digest}?tag=-a", json);

        await many.AssertErrorAsync(HttpStatusCode.RequestUriTooLong, "TAG_INVALID");
        await malformed.AssertErrorAsync(HttpStatusCode.BadRequest, "TAG_INVALID");
        Assert.Equal(HttpStatusCode.NotFound, (await client.HeadAsync($"/v2/app/manifests/{digest}")).StatusCode);
    }

    [Theory]
    [InlineData("sha256:baddigeststring", "DIGEST_INVALID")]
    [InlineData("sha256:0000000000000000000000000000000000000000000000000000000000000000", "DIGEST_INVALID")]
    [InlineData(".hidden", "TAG_INVALID")]
    public async Task Put_ReferenceDoesNotFit_Gives400(string reference, string code)
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var json = Documents.Image(await client.PushBlobAsync("app", "{}"u8.ToArray()), 2);

        await (await client.PutManifestAsync("app", reference, json)).AssertErrorAsync(HttpStatusCode.BadRequest, code);
    }

    [Theory]
    [InlineData(".INVALID_MANIFEST_NAME", HttpStatusCode.NotFound, "MANIFEST_UNKNOWN")]
    [InlineData("absent", HttpStatusCode.NotFound, "MANIFEST_UNKNOWN")]
    [InlineData("sha256:baddigeststring", HttpStatusCode.BadRequest, "DIGEST_INVALID")]
    public async Task Get_Unknown_IsAnError(string reference, HttpStatusCode status, string code)
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();

        await (await client.GetAsync($"/v2/app/manifests/{reference}")).AssertErrorAsync(status, code);
    }

    [Fact]
    public async Task Get_OfAnotherTenantOrOfNobody_IsTheSameAnswer()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var alice = registry.Client();
        using var bob = registry.Client("bob");
        var digest = await alice.PushImageAsync("app", "v1");
        await bob.PushImageAsync("app", "mine", ""","annotations":{"a":"b"}""");

        var foreign = await bob.GetAsync($"/v2/app/manifests/{digest}");

        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal(await foreign.WholeAsync(), await (await bob.GetAsync("/v2/app/manifests/v1")).WholeAsync());
        Assert.Equal(await foreign.WholeAsync(), await (await bob.GetAsync("/v2/never/manifests/v1")).WholeAsync());
    }

    [Fact]
    public async Task Put_BlobsAreMissing_NamesThem()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var missing = Digest.Of("never pushed"u8);

        var answer = await client.PutManifestAsync("app", "v1", Documents.Image(missing, 12));

        await answer.AssertErrorAsync(HttpStatusCode.BadRequest, "MANIFEST_BLOB_UNKNOWN");
        Assert.Contains(missing.ToString(), (await answer.JsonAsync()).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_BlobOfAnotherTenant_IsMissing()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var alice = registry.Client();
        using var bob = registry.Client("bob");
        var config = await alice.PushBlobAsync("app", "{}"u8.ToArray());

        await (await bob.PutManifestAsync("app", "v1", Documents.Image(config, 2))).AssertErrorAsync(HttpStatusCode.BadRequest, "MANIFEST_BLOB_UNKNOWN");
    }

    [Theory]
    [InlineData("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip")]
    [InlineData("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip")]
    public async Task Put_LayerThatMayNotBeDistributed_NeedNotBeThere(string type)
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var config = await client.PushBlobAsync("app", "{}"u8.ToArray());
        var layer = Documents.Descriptor(type, Digest.Of("elsewhere"u8), 9);

        Assert.Equal(HttpStatusCode.Created, (await client.PutManifestAsync("app", "v1", Documents.Image(config, 2, layers: layer))).StatusCode);
    }

    [Fact]
    public async Task Put_FourMebibytes_IsTakenAndOneByteMoreIsNot()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var config = await client.PushBlobAsync("app", "{}"u8.ToArray());
        var bare = Documents.Image(config, 2, ""","annotations":{"a":""}""");
        var filling = OciLimits.MaxManifestBytes - bare.Length;
        var largest = Documents.Image(config, 2, $$""","annotations":{"a":"{{new string('x', filling)}}"}""");
        var larger = Documents.Image(config, 2, $$""","annotations":{"a":"{{new string('x', filling + 1)}}"}""");

        var taken = await client.PutManifestAsync("app", "v1", largest);
        var refused = await client.PutManifestAsync("app", "v2", larger);

        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
        Assert.Equal(largest, Encoding.UTF8.GetString(await (await client.GetAsync("/v2/app/manifests/v1")).BytesAsync()));
        await refused.AssertErrorAsync(HttpStatusCode.RequestEntityTooLarge, "SIZE_INVALID");
    }

    [Fact]
    public async Task Put_IndexNestedAndEmpty_IsServed()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var image = await client.PushImageAsync("app", "image");
        var empty = Documents.Index();
        var inner = Documents.Index(Documents.Descriptor(TestClient.OciManifest, image, 100));
        var outer = Documents.Index(
            Documents.Descriptor(TestClient.OciIndex, Digest.Of(Encoding.UTF8.GetBytes(inner)), inner.Length),
            Documents.Descriptor(TestClient.OciIndex, Digest.Of(Encoding.UTF8.GetBytes(empty)), empty.Length));

        foreach (var (tag, index) in new[] { ("empty", empty), ("inner", inner), ("outer", outer) })
        {
            Assert.Equal(HttpStatusCode.Created, (await client.PutManifestAsync("app", tag, index, TestClient.OciIndex)).StatusCode);
            var get = await client.GetAsync($"/v2/app/manifests/{tag}", ("Accept", "text/plain"));
            Assert.Equal(index, Encoding.UTF8.GetString(await get.BytesAsync()));
            Assert.Equal(TestClient.OciIndex, get.Header("Content-Type"));
        }
    }

    [Fact]
    public async Task Put_DockerImageAndList_AreServedAsSuch()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var config = await client.PushBlobAsync("app", "{}"u8.ToArray());
        var image = Documents.Image(config, 2).Replace(TestClient.OciManifest, DockerManifest, StringComparison.Ordinal);
        var digest = Digest.Of(Encoding.UTF8.GetBytes(image));
        var list = Documents.Index(Documents.Descriptor(DockerManifest, digest, image.Length)).Replace(TestClient.OciIndex, DockerList, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Created, (await client.PutManifestAsync("app", digest.ToString(), image, DockerManifest)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await client.PutManifestAsync("app", "v1", list, DockerList)).StatusCode);

        Assert.Equal(DockerManifest, (await client.GetAsync($"/v2/app/manifests/{digest}")).Header("Content-Type"));
        Assert.Equal(DockerList, (await client.GetAsync("/v2/app/manifests/v1")).Header("Content-Type"));
    }

    [Fact]
    public async Task Delete_Tag_LeavesTheManifest()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var digest = await client.PushImageAsync("app", "v1");

        Assert.Equal(HttpStatusCode.Accepted, (await client.DeleteAsync("/v2/app/manifests/v1")).StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, (await client.HeadAsync("/v2/app/manifests/v1")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.HeadAsync($"/v2/app/manifests/{digest}")).StatusCode);
        await (await client.DeleteAsync("/v2/app/manifests/v1")).AssertErrorAsync(HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
    }

    [Fact]
    public async Task Delete_Digest_TakesTheTagsWithIt()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var digest = await client.PushImageAsync("app", "v1");

        Assert.Equal(HttpStatusCode.Accepted, (await client.DeleteAsync($"/v2/app/manifests/{digest}")).StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, (await client.HeadAsync("/v2/app/manifests/v1")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.HeadAsync($"/v2/app/manifests/{digest}")).StatusCode);
    }

    /// <summary>A packed layer of one file of random bytes, which no packing makes small enough to be passed over.</summary>
    private static byte[] LayerOf(int bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "file") { DataStream = new MemoryStream(RandomNumberGenerator.GetBytes(bytes)) });
        return packed.ToArray();
    }
}
