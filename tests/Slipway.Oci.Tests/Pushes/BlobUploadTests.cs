using Slipway.Oci.Registry;
using Slipway.Oci.Tests.Registry;
using Slipway.Oci.Tests.Sources;
using static Slipway.Oci.Tests.Sources.SourceReading;

namespace Slipway.Oci.Tests.Pushes;

/// <summary>Uploads over bad lines and to busy registries; clauses are of distribution-spec 1.1.</summary>
public sealed class BlobUploadTests
{
    private const int LayerBytes = 5_000_000;

    private static readonly TestImage s_small = TestImage.Of();
    private static readonly TestImage s_large = TestImage.Of(layerBytes: LayerBytes);

    [Fact]
    public async Task Push_SmallBlobs_ArePutAtOnce() // "Pushing a blob monolithically", POST then PUT
    {
        using var registry = new FakePushRegistry();
        var report = await registry.PushAsync(s_small);
        Assert.Equal(["POST", "PUT", "POST", "PUT"], registry.Uploads);
        Assert.Equal(s_small.Top.Digest, report.Digest);
        AssertHolds(registry, s_small);
    }

    [Fact]
    public async Task Push_LargeBlob_IsPatchedAtOnce_AsDockerDoes()
    {
        using var registry = new FakePushRegistry();
        var report = await registry.PushAsync(s_large);
        var patch = Assert.Single(registry.Requests, static r => r.Method == "PATCH");
        Assert.Null(patch.Header("Content-Range"));
        Assert.Equal("application/octet-stream", patch.Header("Content-Type"));
        Assert.Equal(s_large.Layer().Size, long.Parse(patch.Header("Content-Length")!, null));
        Assert.Equal(report.CopiedBytes, s_large.Blobs.Where(pair => pair.Key != s_large.Top.Digest).Sum(static pair => (long)pair.Value.Length));
        AssertHolds(registry, s_large);
    }

    [Fact]
    public async Task Push_BlobsThatAreThere_AreNotSent()
    {
        using var registry = new FakePushRegistry();
        await registry.PushAsync(s_large);
        var before = registry.Requests.Count;
        var report = await registry.PushAsync(s_large);
        Assert.All(registry.Requests.Skip(before), static r => Assert.Equal("HEAD", r.Method));
        Assert.Equal((0, s_large.Layer().Size), (report.CopiedBytes, report.SkippedBytes - s_large.Blobs.Values.Min(static b => b.Length)));
    }

    [Fact]
    public async Task Push_Cut_GoesOnWhereTheRegistryStands() // "Pushing a blob in chunks"
    {
        var patches = 0;
        using var registry = new FakePushRegistry(cut: r => r.Method == "PATCH" && ++patches == 1 ? 1_500_000 : null);
        await registry.PushAsync(s_large);
        var second = registry.Requests.Where(static r => r.Method == "PATCH").ElementAt(1);
        Assert.Equal($"1500000-{s_large.Layer().Size - 1}", second.Header("Content-Range"));
        Assert.Equal(s_large.Layer().Size - 1_500_000, second.Body.Length);
        AssertHolds(registry, s_large);
    }

    [Fact]
    public async Task Push_CutAgainAndAgainWithProgress_IsNotGivenUp()
    {
        var patches = 0;
        var huge = TestImage.Of(layerBytes: 9_000_000);
        using var registry = new FakePushRegistry(cut: r => r.Method == "PATCH" && ++patches <= 7 ? 1_100_000 : null);
        await registry.PushAsync(huge);
        Assert.Equal(8, patches);
        AssertHolds(registry, huge);
    }

    [Fact]
    public async Task Push_AlwaysCutAtTheSamePlace_GivesUp()
    {
        using var registry = new FakePushRegistry(cut: static r => r.Method != "PATCH" ? null : r.Header("Content-Range") is null ? 5000 : 0);
        await FailsAsync(OciErrorCode.Unreachable, () => registry.PushAsync(s_large));
        Assert.Equal(Attempts.Max, registry.Requests.Count(static r => r.Method == "PATCH"));
        Assert.Empty(registry.Manifests);
    }

    [Fact]
    public async Task Push_CutAndUploadForgotten_BeginsAnew()
    {
        var patches = 0;
        FakePushRegistry? made = null;
        using var registry = made = new FakePushRegistry(
            twist: r =>
            {
                if (r.IsCut)
                    made!.ForgetSessions();
                return null;
            },
            cut: r => r.Method == "PATCH" && ++patches == 1 ? 1_500_000 : null);
        await registry.PushAsync(s_large);
        Assert.Equal(["POST", "PATCH", "GET", "POST", "PATCH", "PUT", "POST", "PUT"], registry.Uploads);
        AssertHolds(registry, s_large);
    }

    [Theory]
    [InlineData("0-0")]
    [InlineData("nonsense")]
    [InlineData("7-9")]
    [InlineData("0-99999999999")]
    public async Task Push_RegistryDoesNotSayWhereItStands_BeginsAnew(string range)
    {
        var patches = 0;
        using var registry = new FakePushRegistry(
            twist: r => r.Method == "GET" ? new FakeResponse(204, "", ("Range", range)) : null,
            cut: r => r.Method == "PATCH" && ++patches == 1 ? 1_500_000 : null);
        await registry.PushAsync(s_large);
        Assert.Null(registry.Requests.Last(static r => r.Method == "PATCH").Header("Content-Range"));
        AssertHolds(registry, s_large);
    }

    [Fact]
    public async Task Push_RegistryTakesLessThanWasSent_SendsTheRest()
    {
        var patches = 0;
        FakePushRegistry? made = null;
        using var registry = made = new FakePushRegistry(r => r.Method == "PATCH" && ++patches == 1 ? made!.Answer(r with { Body = r.Body[..2_000_000] }) : null);
        await registry.PushAsync(s_large);
        Assert.StartsWith("2000000-", registry.Requests.Last(static r => r.Method == "PATCH").Header("Content-Range"), StringComparison.Ordinal);
        AssertHolds(registry, s_large);
    }

    [Fact]
    public async Task Push_AnswerToTheLastPutIsLost_FindsTheBlobThere()
    {
        var puts = 0;
        using var registry = new FakePushRegistry(cut: r => r.Method == "PUT" && r.Target.Contains("digest=", StringComparison.Ordinal) && ++puts == 1 ? 0 : null);
        await registry.PushAsync(s_large);
        Assert.Equal(["POST", "PATCH", "PUT", "POST", "PUT"], registry.Uploads);
        AssertHolds(registry, s_large);
    }

    [Theory]
    [InlineData("POST", 429)]
    [InlineData("POST", 503)]
    [InlineData("PATCH", 429)]
    [InlineData("PATCH", 503)]
    [InlineData("PUT", 503)]
    public async Task Push_BusyRegistry_IsAskedAgainAfterWhatItSays(string method, int status)
    {
        var requests = 0;
        using var registry = new FakePushRegistry(r => r.Method == method && ++requests == 1 ? new FakeResponse(status, "", ("Retry-After", "7")) : null);
        await registry.PushAsync(s_large);
        Assert.Equal([TimeSpan.FromSeconds(7)], registry.Time.Waits.Where(static wait => wait == TimeSpan.FromSeconds(7)));
        AssertHolds(registry, s_large);
    }

    [Fact]
    public async Task Push_BlobRefusedBeforeItIsSent_IsNotSent()
    {
        using var registry = new FakePushRegistry(
            refuse: static r => r.Method == "PATCH" ? new FakeResponse(413, """{"errors":[{"code":"DENIED","message":"quota of 1 GiB"}]}""") : null);
        var error = await FailsAsync(OciErrorCode.TooLarge, () => registry.PushAsync(s_large));
        Assert.Contains("quota of 1 GiB", error.Message, StringComparison.Ordinal);
        Assert.Empty(Assert.Single(registry.Requests, static r => r.Method == "PATCH").Body);
    }

    [Fact]
    public async Task Push_ChunkMinLength_IsKeptByWhatIsAlwaysTheLastChunk()
    {
        var patches = 0;
        using var registry = new FakePushRegistry(cut: r => r.Method == "PATCH" && ++patches == 1 ? 4_900_000 : null) { SessionHeader = ("OCI-Chunk-Min-Length", "1000000") };
        await registry.PushAsync(s_large);
        AssertHolds(registry, s_large);
    }

    [Fact]
    public async Task Push_Sha512_KeepsItsDigest()
    {
        var blob = s_small.Blobs[s_small.Layer().Digest];
        var digest = Digest.Of(Digest.Sha512, blob);
        using var directory = new TemporaryDirectory();
        using var registry = new FakePushRegistry();
        Sha512Layout.Write(directory.Path, s_small);
        await registry.PushAsync($"oci:{directory.Path}", "app:v1");
        Assert.Equal(blob, registry.Blobs[digest.ToString()]);
    }

    private static void AssertHolds(FakePushRegistry registry, TestImage image)
    {
        foreach (var (digest, bytes) in image.Blobs)
            Assert.Equal(bytes, (digest == image.Top.Digest ? registry.Manifests : registry.Blobs)[digest.ToString()]);
        Assert.Equal(image.TopBytes, registry.Manifests["v1"]);
    }
}
