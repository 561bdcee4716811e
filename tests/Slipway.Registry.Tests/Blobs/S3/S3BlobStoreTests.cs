using Slipway.Registry.Blobs.S3;

namespace Slipway.Registry.Tests.Blobs.S3;

/// <summary>What is particular to a bucket, on a real server.</summary>
[Collection(SwiftCollection.Name)]
public sealed class S3BlobStoreTests(SwiftServer server)
{
    private const int Megabyte = 1000 * 1000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publish_HundredMegabytes_GoesInPartsWithFlatMemory()
    {
        await using var store = server.Open(await server.CreateBucketAsync());
        using var blob = await StagedBlob.CreateAsync(100 * Megabyte);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await store.PublishAsync(blob.Digest, blob.Path, Token);
        await blob.AssertReadableAsync(store);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        TestContext.Current.SendDiagnosticMessage($"{allocated} bytes allocated for 100 MB up and down");
        Assert.InRange(allocated, 0, 16 * Megabyte);
        var listed = Assert.Single(await store.ListAsync(Token).ToListAsync(Token));
        Assert.Equal((blob.Digest, blob.Length), (listed.Digest, listed.Length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(S3MultipartUpload.PartBytes)]
    [InlineData(S3MultipartUpload.PartBytes + 1)]
    public async Task Publish_LengthsAroundTheLimits_AreReadableInEveryRange(long length)
    {
        await using var store = server.Open(await server.CreateBucketAsync("some/prefix"));
        using var blob = await StagedBlob.CreateAsync(length, "sha512");

        await store.PublishAsync(blob.Digest, blob.Path, Token);

        await blob.AssertReadableAsync(store);
        using var content = await store.OpenAsync(blob.Digest, Token);
        foreach (var (offset, count) in new[] { (0L, Math.Min(length, 3)), (length / 2, (length - (length / 2)) % 100_000), (Math.Max(0, length - 1), Math.Min(length, 1)) })
            Assert.Equal(await blob.ReadStagedAsync(offset, (int)count), await StagedBlob.ReadAsync(content!, offset, count));
    }

    [Fact]
    public async Task Open_DeletedMeanwhile_GoesOnFromTheStartButNotInRanges()
    {
        await using var store = server.Open(await server.CreateBucketAsync());
        using var blob = await StagedBlob.CreateAsync(3 * Megabyte);
        await store.PublishAsync(blob.Digest, blob.Path, Token);
        using var whole = await store.OpenAsync(blob.Digest, Token);
        using var ranged = await store.OpenAsync(blob.Digest, Token);

        Assert.True(await store.DeleteAsync(blob.Digest, Token));

        Assert.Equal(blob.Digest, await blob.DigestAsync(whole!));
        var error = await Assert.ThrowsAsync<S3Exception>(() => StagedBlob.ReadAsync(ranged!, 1, 10));
        Assert.Equal(S3FaultKind.Absent, error.Kind);
        Assert.Null(await store.OpenAsync(blob.Digest, Token));
        Assert.False(await store.DeleteAsync(blob.Digest, Token));
    }

    [Fact]
    public async Task List_SharedBucket_ShowsOnlyBlobsBelowThePrefix()
    {
        var options = await server.CreateBucketAsync();
        await using var one = server.Open(options with { Prefix = "one" });
        await using var other = server.Open(options with { Prefix = "other" });
        using var blob = await StagedBlob.CreateAsync(10);
        using var client = server.Connect(options);
        await client.PutAsync("one/blobs/sha256/notes.txt", new S3Bytes([1]), Token);

        await one.PublishAsync(blob.Digest, blob.Path, Token);

        var listed = Assert.Single(await one.ListAsync(Token).ToListAsync(Token));
        Assert.Equal(blob.Digest, listed.Digest);
        Assert.InRange(listed.PublishedAt, TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddMinutes(1));
        Assert.Empty(await other.ListAsync(Token).ToListAsync(Token));
        Assert.Null(await other.OpenAsync(blob.Digest, Token));
    }

    /// <summary>No name below localhost leads to the server here, so that only the request is judged: its path, its Host and its signature.</summary>
    [Fact]
    public async Task Address_VirtualHostStyle_IsUnderstood()
    {
        var options = await server.CreateBucketAsync();
        var named = options with { Endpoint = new UriBuilder(options.Endpoint) { Host = "s3.localhost" }.Uri, PathStyle = false };
        using (var client = server.Connect(options))
            await client.PutAsync("a b/c", new S3Bytes("content"u8.ToArray()), Token);

        var address = new S3Address(named);
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = address.Host,
            ["x-amz-content-sha256"] = S3Signature.EmptyHash,
            ["x-amz-date"] = S3Signature.Stamp(TimeProvider.System.GetUtcNow()),
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(options.Endpoint, address.PathOf("a b/c")));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.TryAddWithoutValidation("Authorization", S3Signature.Authorize(server.Credentials, "us-east-1", "GET", address.PathOf("a b/c"), "", headers));
        using var http = new HttpClient();
        using var response = await http.SendAsync(request, Token);

        Assert.Equal("/a%20b/c", request.RequestUri!.AbsolutePath);
        Assert.Equal("content", await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Client_OddKeys_AreStoredAndListedAsTheyAre()
    {
        using var client = server.Connect(await server.CreateBucketAsync());
        string[] keys = ["a b", "a+b", "a%2Fb", "a%", "a?b#c&d=e", "é€😀", "(a)'*!~:@$,;=", "a/.hidden/..x/b", "a\\b", "<&>\""];
        for (var i = 0; i < keys.Length; i++)
            await client.PutAsync(keys[i], new S3Bytes(new byte[i]), Token);

        var listed = await client.ListAsync("", Token).ToListAsync(Token);

        Assert.Equal(
            keys.Select((key, i) => (key, (long)i)).OrderBy(pair => pair.key, StringComparer.Ordinal),
            listed.Select(o => (o.Key, o.Length)).OrderBy(pair => pair.Key, StringComparer.Ordinal));
        foreach (var key in keys)
            Assert.NotNull(await client.FindLengthAsync(key, Token));
    }

    [Fact]
    public async Task AbortLeftUploads_KilledRegistry_RemovesWhatItBeganLongAgo()
    {
        var options = await server.CreateBucketAsync("registry");
        using var client = server.Connect(options);
        using var blob = await StagedBlob.CreateAsync(10);
        var keys = new S3BlobKeys("registry");
        for (var i = 0; i < 3; i++)
            await client.CreateUploadAsync(keys.KeyOf(blob.Digest), Token);
        await client.CreateUploadAsync("registry/other", Token);
        await using var store = server.Open(options);

        Assert.Equal(0, await store.AbortLeftUploadsAsync(TimeSpan.FromHours(1), Token));
        Assert.Equal(3, await store.AbortLeftUploadsAsync(TimeSpan.FromSeconds(-5), Token));

        var left = Assert.Single(await client.ListUploadsAsync("", Token).ToListAsync(Token));
        Assert.Equal("registry/other", left.Key);
    }

    [Fact]
    public async Task List_MoreThanAPage_ShowsAll()
    {
        using var client = server.Connect(await server.CreateBucketAsync());
        var keys = Enumerable.Range(0, 1003).Select(i => $"many/{i:d4}").ToArray();
        await Parallel.ForEachAsync(
            keys, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (key, token) => await client.PutAsync(key, new S3Bytes([1]), token));

        var listed = await client.ListAsync("many/", Token).ToListAsync(Token);

        Assert.Equal(keys, listed.Select(o => o.Key));
    }
}
