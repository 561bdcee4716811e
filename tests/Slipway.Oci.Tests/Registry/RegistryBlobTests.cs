using System.Security.Cryptography;
using Slipway.Oci.Compression;
using Slipway.Oci.Registry;
using Slipway.Oci.Tests.Sources;
using static Slipway.Oci.Tests.Sources.SourceReading;

namespace Slipway.Oci.Tests.Registry;

/// <summary>Blobs over bad lines and from bad servers.</summary>
public sealed class RegistryBlobTests
{
    private static readonly TestImage s_image = TestImage.Of(layerBytes: 300_000);

    private static byte[] Blob => s_image.Blobs[s_image.Layer().Digest];

    [Fact]
    public async Task Open_CutTwice_ResumesByRange()
    {
        var requests = 0;
        using var registry = Blobs(request => ++requests <= 2 ? FakeRegistry.Serve(s_image, request) with { CutAfter = 100_000 } : null);
        await using var source = registry.Open();
        Assert.Equal(Blob, await source.ReadAsync(s_image.Layer()));
        Assert.Equal([null, "bytes=100000-", "bytes=200000-"], registry.Requests.Select(r => r.Header("Range")));
        Assert.Equal(2, registry.Time.Waits.Count);
    }

    [Fact]
    public async Task Open_CutAndRangeIgnored_SkipsWhatItHas()
    {
        var requests = 0;
        using var registry = Blobs(_ => new FakeResponse(200, Blob) { CutAfter = ++requests == 1 ? 123_456 : null });
        await using var source = registry.Open();
        Assert.Equal(Blob, await source.ReadAsync(s_image.Layer()));
        Assert.Equal(2, registry.Requests.Count);
    }

    [Fact]
    public async Task Read_Synchronously_ResumesAsWell()
    {
        var requests = 0;
        using var registry = Blobs(request => ++requests == 1 ? new FakeResponse(200, Blob) { CutAfter = 5 } : null);
        await using var source = registry.Open();
        var stream = await source.OpenBlobAsync(s_image.Layer(), TestContext.Current.CancellationToken);
        using var onAThreadOfItsOwn = new PipelinedStream(stream, "blob");
        Assert.Equal(SHA256.HashData(Blob), SHA256.HashData(onAThreadOfItsOwn));
    }

    [Fact]
    public async Task Open_AlwaysCutAtTheSamePlace_GivesUp()
    {
        using var registry = Blobs(request => request.Header("Range") is null ? new FakeResponse(200, Blob) { CutAfter = 9 } : FakeRegistry.Serve(s_image, request) with { CutAfter = 0 });
        await using var source = registry.Open();
        await FailsAsync(OciErrorCode.Unreachable, () => source.ReadAsync(s_image.Layer()));
        Assert.Equal(Attempts.Max, registry.Requests.Count);
    }

    [Fact]
    public async Task Open_RegistryGoesAwayMidway_IsWaitedFor()
    {
        var registry = Blobs(_ => new FakeResponse(200, Blob) { CutAfter = 5 });
        await using var source = registry.Open();
        await using var stream = await source.OpenBlobAsync(s_image.Layer(), TestContext.Current.CancellationToken);
        registry.Dispose();
        await FailsAsync(OciErrorCode.Unreachable, () => stream.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));
        Assert.Equal(Attempts.Max - 1, registry.Time.Waits.Count);
    }

    [Fact]
    public async Task Open_OtherRangeThanAsked_IsRefused()
    {
        using var registry = Blobs(request => request.Header("Range") is null
            ? new FakeResponse(200, Blob) { CutAfter = 9 }
            : new FakeResponse(206, Blob, ("Content-Range", $"bytes 0-{Blob.Length - 1}/{Blob.Length}")));
        await using var source = registry.Open();
        await FailsAsync(OciErrorCode.Malformed, () => source.ReadAsync(s_image.Layer()));
    }

    [Fact]
    public async Task Open_WrongBytes_FailsBeforeTheLastByteIsDelivered()
    {
        var wrong = (byte[])Blob.Clone();
        wrong[7] ^= 1;
        using var registry = Blobs(_ => new FakeResponse(200, wrong));
        await using var source = registry.Open();
        await using var stream = await source.OpenBlobAsync(s_image.Layer(), TestContext.Current.CancellationToken);
        await FailsAsync(OciErrorCode.DigestMismatch, () => stream.ReadExactlyAsync(new byte[wrong.Length], TestContext.Current.CancellationToken).AsTask());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Open_OtherLengthAnnounced_IsRefusedAtOnce(int difference)
    {
        using var registry = Blobs(_ => new FakeResponse(200, new byte[Blob.Length + difference]));
        await using var source = registry.Open();
        await FailsAsync(OciErrorCode.DigestMismatch, () => source.OpenBlobAsync(s_image.Layer(), TestContext.Current.CancellationToken));
        Assert.Single(registry.Requests);
    }

    [Fact]
    public async Task Open_LongerWithoutLength_IsRefused()
    {
        using var registry = Blobs(_ => new FakeResponse(200, [.. Blob, 1]) { Length = -1 });
        await using var source = registry.Open();
        await FailsAsync(OciErrorCode.DigestMismatch, () => source.ReadAsync(s_image.Layer()));
    }

    [Fact]
    public async Task Open_ShorterWithoutLength_IsRefusedAfterAskingForTheRest()
    {
        using var registry = Blobs(request => request.Header("Range") is null
            ? new FakeResponse(200, Blob[..1000]) { Length = -1 }
            : new FakeResponse(416, "", ("Content-Range", "bytes */1000")));
        await using var source = registry.Open();
        await FailsAsync(OciErrorCode.DigestMismatch, () => source.ReadAsync(s_image.Layer()));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Open_BusyServer_IsAskedAgainAfterWhatItSays(int status)
    {
        var requests = 0;
        using var registry = Blobs(_ => ++requests <= 2 ? new FakeResponse(status, "", ("Retry-After", "7")) : null);
        await using var source = registry.Open();
        Assert.Equal(Blob, await source.ReadAsync(s_image.Layer()));
        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7)], registry.Time.Waits);
    }

    [Fact]
    public async Task Open_ServerFailsWithoutAWord_BacksOffExponentially()
    {
        using var registry = Blobs(static _ => new FakeResponse(500));
        await using var source = registry.Open();
        var error = await FailsAsync(OciErrorCode.Unreachable, () => source.ReadAsync(s_image.Layer()));
        Assert.Contains($"{Attempts.Max} attempts", error.Message, StringComparison.Ordinal);
        var expected = 0.5;
        foreach (var wait in registry.Time.Waits)
        {
            Assert.InRange(wait.TotalSeconds, expected * 0.74, expected * 1.26);
            expected *= 2;
        }

        Assert.Equal(Attempts.Max - 1, registry.Time.Waits.Count);
    }

    [Fact]
    public async Task Open_AskedToWaitAnHour_DoesNot()
    {
        using var registry = Blobs(static _ => new FakeResponse(429, """{"errors":[{"code":"TOOMANYREQUESTS","message":"rate"}]}""", ("Retry-After", "3600")));
        await using var source = registry.Open();
        var error = await FailsAsync(OciErrorCode.RateLimited, () => source.ReadAsync(s_image.Layer()));
        Assert.Contains("3600 s", error.Message, StringComparison.Ordinal);
        Assert.Single(registry.Requests);
    }

    [Fact]
    public async Task Open_SilentServer_TimesOut()
    {
        FakeRegistry? made = null;
        using var registry = Blobs(_ =>
        {
            made!.Time.Advance(RegistryTransport.IdleTimeout);
            return new FakeResponse(200) { Silent = true };
        });
        made = registry;
        await using var source = registry.Open();
        await FailsAsync(OciErrorCode.Unreachable, () => source.ReadAsync(s_image.Layer()));
        Assert.Equal(Attempts.Max, registry.Requests.Count);
    }

    [Fact]
    public async Task Open_Cancelled_Stops()
    {
        using var stop = new CancellationTokenSource();
        using var registry = Blobs(_ =>
        {
            stop.Cancel();
            return new FakeResponse(200) { Silent = true };
        });
        await using var source = registry.Open();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => source.OpenBlobAsync(s_image.Layer(), stop.Token));
    }

    [Fact]
    public async Task Open_MissingBlob_IsNotFound()
    {
        using var registry = Blobs(static _ => new FakeResponse(404));
        await using var source = registry.Open();
        await FailsAsync(OciErrorCode.NotFound, () => source.ReadAsync(s_image.Layer()));
    }

    private static FakeRegistry Blobs(Func<FakeRequest, FakeResponse?> twist) => new(s_image, twist);
}
