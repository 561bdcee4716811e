using System.Text;
using Slipway.Oci.Manifests;
using Slipway.Oci.Tests.Sources;
using static Slipway.Oci.Tests.Sources.SourceReading;

namespace Slipway.Oci.Tests.Registry;

/// <summary>Manifests: which one is taken, and what is refused.</summary>
public sealed class RegistrySourceTests
{
    [Fact]
    public async Task Resolve_ByTag_IsTheManifestAndItsDigest()
    {
        var image = TestImage.Of(layers: 3);
        using var registry = new FakeRegistry(image);
        await using var source = registry.Open();
        var resolved = await source.ResolveAsync();
        Assert.Equal((image.Top.Digest, "linux/amd64"), (resolved.Digest, resolved.Platform.ToString()));
        Assert.True(image.TopBytes.AsSpan().SequenceEqual(resolved.Manifest.Bytes.Span));
        Assert.Equal(["file0", "platform", "file1", "platform", "file2", "platform"], await source.PullAsync());
        Assert.Contains(MediaType.DockerIndex, registry.Requests[0].Header("Accept"), StringComparison.Ordinal);
        Assert.Equal("slipway-test", registry.Requests[0].Header("User-Agent"));
    }

    [Theory]
    [InlineData("linux/amd64")]
    [InlineData("linux/arm64")]
    public async Task Resolve_NestedIndexes_FindsThePlatform(string platform)
    {
        var attestation = TestImage.Of("unknown/unknown");
        var image = TestImage.IndexOf(TestImage.IndexOf(attestation, TestImage.Of("linux/amd64"), TestImage.Of("linux/arm64")));
        using var registry = new FakeRegistry(image, request => request.Target.EndsWith(image.Blobs.Keys.First(k => image.Blobs[k].AsSpan().IndexOf("unknown"u8) > 0 && image.Blobs[k].AsSpan().IndexOf("manifests"u8) > 0).ToString(), StringComparison.Ordinal)
            ? new FakeResponse(200, image.Blobs[Digest.Parse(request.Target.Split('/')[^1])], ("Content-Type", MediaType.OciIndex))
            : null);
        await using var source = registry.Open();
        Assert.Equal(platform, (await source.ResolveAsync(platform)).Config.Platform!.ToString());
    }

    [Fact]
    public async Task Resolve_TooManyIndexes_IsTooLarge()
    {
        var image = TestImage.Of();
        for (var i = 0; i <= OciLimits.MaxIndexDepth; i++)
            image = TestImage.IndexOf(image);
        using var registry = new FakeRegistry(image, request => request.Target.Contains("manifests", StringComparison.Ordinal) && Digest.TryParse(request.Target.Split('/')[^1], out var digest)
            ? new FakeResponse(200, image.Blobs[digest])
            : null);
        await using var source = registry.Open();
        await FailsAsync(OciErrorCode.TooLarge, () => source.ResolveAsync());
    }

    [Fact]
    public async Task Resolve_NoSuchPlatform_SaysWhichThereAre()
    {
        using var registry = new FakeRegistry(TestImage.IndexOf(TestImage.Of("linux/amd64"), TestImage.Of("linux/arm64")));
        await using var source = registry.Open();
        var error = await FailsAsync(OciErrorCode.Unsupported, () => source.ResolveAsync("linux/s390x"));
        Assert.Contains("linux/amd64, linux/arm64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_PlainImageOfAnotherPlatform_IsRefused()
    {
        using var registry = new FakeRegistry(TestImage.Of("linux/arm64"));
        await using var source = registry.Open();
        await FailsAsync(OciErrorCode.Unsupported, () => source.ResolveAsync());
    }

    [Fact]
    public async Task Resolve_IndexLiesAboutThePlatform_IsRefused()
    {
        var arm = TestImage.Of("linux/arm64");
        var lie = TestImage.IndexOf(new TestImage { Top = arm.Top with { Platform = Amd64 }, Blobs = arm.Blobs });
        using var registry = new FakeRegistry(lie);
        await using var source = registry.Open();
        await FailsAsync(OciErrorCode.Malformed, () => source.ResolveAsync());
    }

    [Fact]
    public async Task Resolve_ByDigestOtherBytes_IsRefused()
    {
        var other = TestImage.Of(layerBytes: 7);
        using var registry = new FakeRegistry(TestImage.Of(), request => request.Target.Contains("manifests", StringComparison.Ordinal) ? new FakeResponse(200, other.TopBytes) : null);
        await using var source = registry.Open("@" + TestImage.Of().Top.Digest);
        await FailsAsync(OciErrorCode.DigestMismatch, () => source.ResolveAsync());
    }

    [Fact]
    public async Task Resolve_StatedDigestIsNotOfTheBytes_IsRefused()
    {
        var image = TestImage.Of();
        using var registry = new FakeRegistry(image, request => request.Target.Contains("manifests", StringComparison.Ordinal)
            ? new FakeResponse(200, image.TopBytes, ("Docker-Content-Digest", Digest.Of("other"u8).ToString()))
            : null);
        await using var source = registry.Open();
        await FailsAsync(OciErrorCode.DigestMismatch, () => source.ResolveAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(-1L)]
    public async Task Resolve_OversizedManifest_IsRefused(long? length)
    {
        var huge = new byte[OciLimits.MaxManifestBytes + 10];
        using var registry = new FakeRegistry(TestImage.Of(), _ => new FakeResponse(200, huge) { Length = length });
        await using var source = registry.Open();
        await FailsAsync(OciErrorCode.TooLarge, () => source.ResolveAsync());
    }

    [Fact]
    public async Task Resolve_OversizedHeaders_IsRefused()
    {
        using var registry = new FakeRegistry(TestImage.Of(), _ => new FakeResponse(200, "", ("X", new string('x', 100_000))));
        await using var source = registry.Open();
        await FailsAsync(OciErrorCode.TooLarge, () => source.ResolveAsync());
    }

    [Fact]
    public async Task Resolve_UnknownTag_SaysWhatTheRegistrySays()
    {
        using var registry = new FakeRegistry(TestImage.Of(), static _ => new FakeResponse(404, """{"errors":[{"code":"MANIFEST_UNKNOWN","message":"no \u001b[31m such"}]}"""));
        await using var source = registry.Open();
        var error = await FailsAsync(OciErrorCode.NotFound, () => source.ResolveAsync());
        Assert.Contains("404 MANIFEST_UNKNOWN (no ?[31m such)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_NothingListens_IsUnreachableAtOnce()
    {
        string name;
        using (var gone = new FakeRegistry(TestImage.Of()))
            name = gone.Authority;
        await using var source = Oci.Sources.ImageSources.Open($"{name}/app", Oci.Sources.ImageSourceOptions.Default);
        var error = await FailsAsync(OciErrorCode.Unreachable, () => source.ResolveAsync());
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_ManifestAndConfigDisagreeOnLayers_IsRefused()
    {
        var image = TestImage.Of(layers: 2);
        var text = Encoding.UTF8.GetString(image.TopBytes);
        var cut = Encoding.UTF8.GetBytes(text[..text.LastIndexOf(",{", StringComparison.Ordinal)] + "]}");
        using var registry = new FakeRegistry(image, request => request.Target.Contains("manifests", StringComparison.Ordinal) ? new FakeResponse(200, cut) : null);
        await using var source = registry.Open();
        await FailsAsync(OciErrorCode.Malformed, () => source.ResolveAsync());
    }
}
