using Slipway.Linux.Files;
using Slipway.Registry.Blobs.S3;

namespace Slipway.Registry.Tests.Blobs.S3;

/// <summary>A bad network and a busy server in front of a real one: whatever happens, an object is whole or absent, and bytes are right or not delivered.</summary>
[Collection(SwiftCollection.Name)]
public sealed class S3FaultTests(SwiftServer server)
{
    private const long ThreeParts = (2 * S3MultipartUpload.PartBytes) + 5_000_000;

    private readonly HastyClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Passing => new()
    {
        { "500", "InternalError" }, { "502", "" }, { "503", "SlowDown" }, { "503", "ServiceUnavailable" }, { "504", "" }, { "429", "" }, { "400", "RequestTimeout" },
    };

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task Publish_PassingRefusals_AreTriedAgain(string status, string code)
    {
        await using var proxy = await StartAsync();
        await using var store = Open(proxy);
        using var blob = await StagedBlob.CreateAsync(1000);
        proxy.Inject("PUT", "/blobs/", new ProxyFault { Status = int.Parse(status, null), Code = code }, times: 4);

        await store.PublishAsync(blob.Digest, blob.Path, Token);

        Assert.Equal(5, proxy.Count("PUT", "/blobs/"));
        await blob.AssertReadableAsync(store);
        Assert.Equal(4, _clock.Waits.Count);
        Assert.True(_clock.Waits.Last() > _clock.Waits.First() * 3, string.Join(' ', _clock.Waits));
    }

    [Fact]
    public async Task Publish_ServerThatStaysBusy_EndsWithTheCountAndNothingPublished()
    {
        await using var proxy = await StartAsync();
        await using var store = Open(proxy);
        using var blob = await StagedBlob.CreateAsync(1000);
        proxy.Inject("PUT", "/blobs/", new ProxyFault { Status = 503, Code = "SlowDown" }, times: 5);

        var error = await Assert.ThrowsAsync<S3Exception>(() => store.PublishAsync(blob.Digest, blob.Path, Token));

        Assert.Equal(S3FaultKind.Transient, error.Kind);
        Assert.Contains("503 SlowDown", error.Message, StringComparison.Ordinal);
        Assert.Contains("Given up after 5 attempts", error.Message, StringComparison.Ordinal);
        Assert.Null(await store.OpenAsync(blob.Digest, Token));
    }

    [Fact]
    public async Task Publish_RetryAfter_IsWaitedForUpToAMinute()
    {
        await using var proxy = await StartAsync();
        await using var store = Open(proxy);
        using var blob = await StagedBlob.CreateAsync(1000);
        proxy.Inject("PUT", "/blobs/", new ProxyFault { Status = 503, RetryAfter = 7 });
        await store.PublishAsync(blob.Digest, blob.Path, Token);
        Assert.Equal(TimeSpan.FromSeconds(7), Assert.Single(_clock.Waits));

        using var other = await StagedBlob.CreateAsync(1001);
        proxy.Inject("PUT", "/blobs/", new ProxyFault { Status = 503, RetryAfter = 3600 });
        await Assert.ThrowsAsync<S3Exception>(() => store.PublishAsync(other.Digest, other.Path, Token));
    }

    [Fact]
    public async Task Publish_StoreFull_IsAFullDisk()
    {
        await using var proxy = await StartAsync();
        await using var store = Open(proxy);
        using var blob = await StagedBlob.CreateAsync(1000);
        proxy.Inject("PUT", "/blobs/", new ProxyFault { Status = 507 });

        var error = await Assert.ThrowsAsync<S3Exception>(() => store.PublishAsync(blob.Digest, blob.Path, Token));

        Assert.True(DiskFull.Is(error), error.Message);
    }

    [Theory]
    [InlineData(1000, 0)]
    [InlineData(1000, 500)]
    [InlineData(S3MultipartUpload.PartBytes, 9_000_000)]
    public async Task Publish_CutWithinAPut_IsSentAgainWhole(long length, long cutAt)
    {
        await using var proxy = await StartAsync();
        await using var store = Open(proxy);
        using var blob = await StagedBlob.CreateAsync(length);
        proxy.Inject("PUT", "/blobs/", new ProxyFault { CutRequestAt = cutAt }, times: 2);

        await store.PublishAsync(blob.Digest, blob.Path, Token);

        await blob.AssertReadableAsync(store);
    }

    [Theory]
    [InlineData("sha256")]
    [InlineData("sha512")]
    public async Task Publish_BytesDamagedOnTheWay_AreRefusedByTheServerAndSentAgain(string algorithm)
    {
        await using var proxy = await StartAsync();
        await using var store = Open(proxy);
        using var blob = await StagedBlob.CreateAsync(300_000, algorithm);
        proxy.Inject("PUT", "/blobs/", new ProxyFault { DamageRequest = true });

        await store.PublishAsync(blob.Digest, blob.Path, Token);

        Assert.Equal(2, proxy.Count("PUT", "/blobs/"));
        await blob.AssertReadableAsync(store);
    }

    [Fact]
    public async Task Publish_PartsCutDamagedAndRefused_EndsWhole()
    {
        await using var proxy = await StartAsync();
        await using var store = Open(proxy);
        using var blob = await StagedBlob.CreateAsync(ThreeParts);
        proxy.Inject("POST", "uploads=", new ProxyFault { CutAnswerAt = 0 });
        proxy.Inject("PUT", "partNumber=2", new ProxyFault { CutRequestAt = 5_000_000 });
        proxy.Inject("PUT", "partNumber=2", new ProxyFault { DamageRequest = true });
        proxy.Inject("PUT", "partNumber=2", new ProxyFault { Status = 503, Code = "SlowDown" });
        proxy.Inject("PUT", "partNumber=2", new ProxyFault { CutAnswerAt = 0 });
        proxy.Inject("POST", "uploadId=", new ProxyFault { Status = 500, Code = "InternalError" });

        await store.PublishAsync(blob.Digest, blob.Path, Token);

        Assert.Equal(5, proxy.Count("PUT", "partNumber=2"));
        Assert.Equal(2, proxy.Count("POST", "uploadId="));
        await blob.AssertReadableAsync(store);
    }

    [Fact]
    public async Task Publish_AnswerToTheCompletionLost_IsFoundPublished()
    {
        await using var proxy = await StartAsync();
        await using var store = Open(proxy);
        using var blob = await StagedBlob.CreateAsync(ThreeParts);
        proxy.Inject("POST", "uploadId=", new ProxyFault { CutAnswerAt = 0 });

        await store.PublishAsync(blob.Digest, blob.Path, Token);

        await blob.AssertReadableAsync(store);
    }

    [Theory]
    [InlineData("PUT", "partNumber=3")]
    [InlineData("POST", "uploadId=")]
    public async Task Publish_PartsThatNeverArrive_AreAbortedAndNothingPublished(string method, string target)
    {
        await using var proxy = await StartAsync();
        await using var store = Open(proxy);
        using var blob = await StagedBlob.CreateAsync(ThreeParts);
        proxy.Inject(method, target, new ProxyFault { Status = 500, Code = "InternalError" }, times: 5);

        await Assert.ThrowsAsync<S3Exception>(() => store.PublishAsync(blob.Digest, blob.Path, Token));

        Assert.Equal(1, proxy.Count("DELETE", "uploadId="));
        Assert.Null(await store.OpenAsync(blob.Digest, Token));
        Assert.Empty(await store.ListAsync(Token).ToListAsync(Token));
        await store.PublishAsync(blob.Digest, blob.Path, Token);
        await blob.AssertReadableAsync(store);
    }

    [Fact]
    public async Task Publish_WrongTagForAPart_IsRefusedAtTheEndAndNothingPublished()
    {
        await using var proxy = await StartAsync();
        await using var store = Open(proxy);
        using var blob = await StagedBlob.CreateAsync(ThreeParts);
        proxy.Inject("PUT", "partNumber=1", new ProxyFault { WrongTag = true });

        await Assert.ThrowsAsync<S3Exception>(() => store.PublishAsync(blob.Digest, blob.Path, Token));

        Assert.Equal(1, proxy.Count("DELETE", "uploadId="));
        Assert.Null(await store.OpenAsync(blob.Digest, Token));
    }

    [Fact]
    public async Task Publish_StagedFileShorterThanItWas_PublishesNothing()
    {
        await using var proxy = await StartAsync();
        await using var store = Open(proxy);
        using var blob = await StagedBlob.CreateAsync(1000);
        await using (var file = File.OpenWrite(blob.Path))
            file.SetLength(999);

        await Assert.ThrowsAsync<S3Exception>(() => store.PublishAsync(blob.Digest, blob.Path, Token));

        Assert.Null(await store.OpenAsync(blob.Digest, Token));
    }

    /// <summary>Or the time that a push takes would tell a tenant what another one has.</summary>
    [Fact]
    public async Task Publish_ThereAlready_IsSentLikeANewOne()
    {
        await using var proxy = await StartAsync();
        await using var store = Open(proxy);
        using var blob = await StagedBlob.CreateAsync(1000);
        await store.PublishAsync(blob.Digest, blob.Path, Token);

        await store.PublishAsync(blob.Digest, blob.Path, Token);

        Assert.Equal(2, proxy.Count("PUT", "/blobs/"));
    }

    [Fact]
    public async Task Copy_CutManyTimes_GoesOnWhereItWas()
    {
        await using var proxy = await StartAsync();
        await using var store = Open(proxy);
        using var blob = await StagedBlob.CreateAsync(12_000_000);
        await store.PublishAsync(blob.Digest, blob.Path, Token);
        proxy.Inject("GET", "/blobs/", new ProxyFault { CutAnswerAt = 1_200_000 }, times: 6);
        proxy.Inject("GET", "/blobs/", new ProxyFault { Status = 503, Code = "SlowDown" }, times: 2);
        proxy.Inject("GET", "/blobs/", new ProxyFault { CutAnswerAt = 0 });

        await blob.AssertReadableAsync(store);

        Assert.Equal(10, proxy.Count("GET", "/blobs/"));
        var first = Assert.Single(proxy.Requests, request => request.Line.StartsWith("GET ", StringComparison.Ordinal) && request.Headers.Range.Count == 0);
        Assert.DoesNotContain("?", first.Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_ServerFallsSilent_IsTriedAgain()
    {
        await using var proxy = await StartAsync();
        await using var store = Open(proxy);
        using var blob = await StagedBlob.CreateAsync(1_000_000);
        proxy.Inject("PUT", "/blobs/", new ProxyFault { SilentAt = 0 });

        var publishing = store.PublishAsync(blob.Digest, blob.Path, Token);
        await proxy.SilenceAsync();
        _clock.ExpireLimits();
        await publishing;

        Assert.Equal(2, proxy.Count("PUT", "/blobs/"));
        await blob.AssertReadableAsync(store);
    }

    [Fact]
    public async Task Copy_ServerFallsSilent_GoesOnWhereItWas()
    {
        await using var proxy = await StartAsync();
        await using var store = Open(proxy);
        using var blob = await StagedBlob.CreateAsync(1_000_000);
        await store.PublishAsync(blob.Digest, blob.Path, Token);
        proxy.Inject("GET", "/blobs/", new ProxyFault { SilentAt = 400_000 });

        var reading = blob.AssertReadableAsync(store);
        await proxy.SilenceAsync();
        _clock.ExpireLimits();
        await reading;

        Assert.Equal(2, proxy.Count("GET", "/blobs/"));
    }

    [Fact]
    public async Task Publish_CancelledBetweenParts_AbortsTheUpload()
    {
        await using var proxy = await StartAsync();
        await using var store = Open(proxy);
        using var blob = await StagedBlob.CreateAsync(ThreeParts);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        proxy.Inject("PUT", "partNumber=2", new ProxyFault { SilentAt = 0 });

        var publishing = store.PublishAsync(blob.Digest, blob.Path, cancellation.Token);
        await proxy.SilenceAsync();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publishing);

        Assert.Equal(1, proxy.Count("DELETE", "uploadId="));
        Assert.Null(await store.OpenAsync(blob.Digest, Token));
    }

    [Fact]
    public async Task Copy_CutForEver_EndsWithAnError()
    {
        await using var proxy = await StartAsync();
        await using var store = Open(proxy);
        using var blob = await StagedBlob.CreateAsync(1_000_000);
        await store.PublishAsync(blob.Digest, blob.Path, Token);
        proxy.Inject("GET", "/blobs/", new ProxyFault { CutAnswerAt = 1000 }, times: 5);
        using var content = await store.OpenAsync(blob.Digest, Token);

        var error = await Assert.ThrowsAsync<S3Exception>(() => blob.DigestAsync(content!));

        Assert.Contains("of 1000000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_SessionToken_IsSentAndSigned()
    {
        await using var proxy = await StartAsync();
        await using var store = Open(proxy, server.Credentials with { SessionToken = "token" });

        await store.CheckAsync(Token);

        var (_, headers) = Assert.Single(proxy.Requests);
        Assert.Equal("token", headers["x-amz-security-token"]);
        Assert.Contains("x-amz-security-token", headers.Authorization.ToString(), StringComparison.Ordinal);
    }

    private S3Options? _options;

    private async Task<FaultProxy> StartAsync()
    {
        _options = await server.CreateBucketAsync();
        return await FaultProxy.StartAsync(_options.Endpoint);
    }

    private S3BlobStore Open(FaultProxy proxy, S3Credentials? credentials = null) =>
        server.Open(_options! with { Endpoint = proxy.Endpoint }, _clock, credentials);
}
