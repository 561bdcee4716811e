using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Slipway.Registry.Blobs.S3;

namespace Slipway.Registry.Tests.Blobs.S3;

/// <summary>What people get wrong, and whether the store tells them.</summary>
[Collection(SwiftCollection.Name)]
public sealed class S3RefusalTests(SwiftServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_GoodBucket_Passes()
    {
        await using var store = server.Open(await server.CreateBucketAsync());
        await store.CheckAsync(Token);
    }

    [Fact]
    public async Task Check_NoSuchBucket_SaysSo()
    {
        var options = await server.CreateBucketAsync() with { Bucket = "nowhere" };
        await AssertRefusedAsync(server.Open(options), S3FaultKind.BucketAbsent, "There is no bucket nowhere at 127.0.0.1");
        await using var store = server.Open(options);
        using var blob = await StagedBlob.CreateAsync(10);
        await Assert.ThrowsAsync<S3Exception>(async () => await store.OpenAsync(blob.Digest, Token));
        await Assert.ThrowsAsync<S3Exception>(() => store.PublishAsync(blob.Digest, blob.Path, Token));
    }

    [Fact]
    public async Task Check_WrongSecret_SaysSoAndNoSecret()
    {
        var options = await server.CreateBucketAsync();
        var error = await AssertRefusedAsync(
            server.Open(options, credentials: server.Credentials with { SecretKey = "hidden" }), S3FaultKind.Refused, "The secret key is wrong");
        Assert.DoesNotContain("hidden", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_UnknownKey_SaysSo()
    {
        var options = await server.CreateBucketAsync();
        await AssertRefusedAsync(
            server.Open(options, credentials: new S3Credentials("other:key", "hidden")), S3FaultKind.Refused, "bucket " + options.Bucket);
    }

    [Fact]
    public async Task Check_WrongRegion_NamesTheRightOne()
    {
        var options = await server.CreateBucketAsync() with { Region = "eu-west-9" };
        await AssertRefusedAsync(server.Open(options), S3FaultKind.Elsewhere, "us-east-1");
    }

    [Fact]
    public async Task Check_WrongClock_ShowsBothClocks()
    {
        var options = await server.CreateBucketAsync();
        var clock = new HastyClock(TimeSpan.FromHours(-3));
        await AssertRefusedAsync(server.Open(options, clock), S3FaultKind.ClockSkew, $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}");
    }

    [Fact]
    public async Task Check_NothingListens_SaysSoAtOnce()
    {
        var clock = new HastyClock();
        var options = new S3Options(new Uri("http://127.0.0.1:1"), "bucket", "us-east-1");
        await AssertRefusedAsync(server.Open(options, clock), S3FaultKind.Transient, "nothing answers at 127.0.0.1:1");
        Assert.Empty(clock.Waits);
    }

    [Fact]
    public async Task Check_HostWithoutName_SaysSo()
    {
        var options = new S3Options(new Uri("http://s3.invalid"), "bucket", "us-east-1");
        await AssertRefusedAsync(server.Open(options), S3FaultKind.Transient, "there is no host s3.invalid");
    }

    [Fact]
    public async Task Check_UnknownCertificate_SaysSo()
    {
        var options = await server.CreateBucketAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        await using var proxy = await FaultProxy.StartAsync(options.Endpoint, certificate);
        await AssertRefusedAsync(server.Open(options with { Endpoint = proxy.Endpoint }), S3FaultKind.Unexpected, "could not be trusted");
        Assert.Empty(proxy.Requests);
    }

    private static async Task<S3Exception> AssertRefusedAsync(S3BlobStore store, S3FaultKind kind, string words)
    {
        await using var opened = store;
        var error = await Assert.ThrowsAsync<S3Exception>(() => opened.CheckAsync(Token));
        Assert.Equal(kind, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        return error;
    }
}
