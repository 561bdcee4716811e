using System.Text;
using Slipway.Oci.Copies;
using Slipway.Oci.Manifests;
using Slipway.Oci.Tests.Pushes;
using Slipway.Oci.Tests.Registry;
using Slipway.Oci.Tests.Sources;
using static Slipway.Oci.Tests.Sources.SourceReading;

namespace Slipway.Oci.Tests.Copies;

/// <summary>What is copied, in which order, and what is not.</summary>
public sealed class ImageCopyTests
{
    [Fact]
    public async Task Copy_Everything_PutsManifestsAfterWhatTheyList()
    {
        using var registry = new FakePushRegistry();
        var (amd64, arm64) = (TestImage.Of("linux/amd64"), TestImage.Of("linux/arm64"));
        var inner = TestImage.IndexOf(arm64);
        var outer = TestImage.IndexOf(amd64, inner);
        await registry.PushAsync(outer);
        var puts = registry.Requests.Where(static r => r.Method == "PUT").Select(static r => r.Target.Split('/', '?')).ToList();
        Assert.Equal(
            [amd64.Top.Digest.ToString(), arm64.Top.Digest.ToString(), inner.Top.Digest.ToString(), "v1"],
            puts.Where(static parts => parts[3] == "manifests").Select(static parts => parts[4]));
        Assert.True(puts.FindLastIndex(static parts => parts[3] == "blobs") < puts.FindIndex(static parts => parts[3] == "manifests"));
    }

    [Fact]
    public async Task Copy_SharedBlobs_GoOnce()
    {
        using var registry = new FakePushRegistry();
        var image = TestImage.Of();
        await registry.PushAsync(TestImage.IndexOf(image, TestImage.IndexOf(image)), jobs: 8);
        Assert.Equal(2, registry.Uploads.Count(static method => method == "POST"));
    }

    [Fact]
    public async Task Copy_ArtifactWithEverything_IsCopiedAndWithoutIsNot()
    {
        using var registry = new FakePushRegistry();
        var artifact = Artifact();
        var error = await FailsAsync(OciErrorCode.Unsupported, () => registry.PushAsync(artifact, all: false));
        Assert.Contains("artifact", error.Message, StringComparison.Ordinal);
        await registry.PushAsync(artifact);
        Assert.Equal(artifact.TopBytes, registry.Manifests["v1"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Copy_ForeignLayer_GoesIfTheSourceHasIt(bool isThere)
    {
        using var directory = new TemporaryDirectory();
        using var registry = new FakePushRegistry();
        var (manifest, layer) = ForeignImage.WriteLayout(directory.Path, isThere);
        await registry.PushAsync($"oci:{directory.Path}", "app:v1");
        Assert.Equal(isThere, registry.Blobs.ContainsKey(layer.ToString()));
        Assert.Equal(manifest, registry.Manifests["v1"]);
    }

    [Fact]
    public async Task Copy_LayerIsMissing_FailsAndTagsNothing()
    {
        using var directory = new TemporaryDirectory();
        using var registry = new FakePushRegistry();
        var image = TestImage.Of();
        image.WriteLayout(directory.Path);
        File.Delete(Path.Combine(directory.Path, "blobs/sha256", image.Layer().Digest.Hex));
        await FailsAsync(OciErrorCode.NotFound, () => registry.PushAsync($"oci:{directory.Path}", "app:v1"));
        Assert.Empty(registry.Manifests);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(2_000_000)]
    public async Task Copy_DamagedLayer_NeverArrives(int layerBytes)
    {
        using var directory = new TemporaryDirectory();
        using var registry = new FakePushRegistry();
        var image = TestImage.Of(layerBytes: layerBytes);
        image.WriteLayout(directory.Path);
        var file = Path.Combine(directory.Path, "blobs/sha256", image.Layer().Digest.Hex);
        var bytes = image.Blobs[image.Layer().Digest].ToArray();
        bytes[50] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        await FailsAsync(OciErrorCode.DigestMismatch, () => registry.PushAsync($"oci:{directory.Path}", "app:v1"));
        Assert.DoesNotContain(image.Layer().Digest.ToString(), registry.Blobs.Keys);
        Assert.Empty(registry.Manifests);
    }

    [Fact]
    public async Task Copy_ToADigest_MustBeThatOne()
    {
        using var registry = new FakePushRegistry();
        var image = TestImage.Of();
        await FailsAsync(OciErrorCode.DigestMismatch, () => registry.PushAsync(image, $"app@{Digest.Of("other"u8)}"));
        await registry.PushAsync(image, $"app@{image.Top.Digest}");
        Assert.Equal([image.Top.Digest.ToString()], registry.Manifests.Keys);
    }

    [Fact]
    public async Task Copy_ManifestRefused_IsQuotedAndTagsNothing()
    {
        using var registry = new FakePushRegistry(static r => r.Method == "PUT" && r.Target.Contains("/manifests/", StringComparison.Ordinal)
            ? new FakeResponse(400, """{"errors":[{"code":"TAG_INVALID","message":"tags are immutable here"}]}""")
            : null);
        var error = await FailsAsync(OciErrorCode.Refused, () => registry.PushAsync(TestImage.Of()));
        Assert.Contains("TAG_INVALID (tags are immutable here)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_SeveralOfOneNameWithEverything_SaysThatTheyAreNotOne()
    {
        using var directory = new TemporaryDirectory();
        using var registry = new FakePushRegistry();
        var image = TestImage.Of();
        image.WriteLayout(directory.Path, "v1", "v1");
        var error = await FailsAsync(OciErrorCode.Unsupported, () => registry.PushAsync($"oci:{directory.Path}:v1", "app:v1"));
        Assert.Contains("2 images", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_IndexesNestedTooDeep_AreRefused()
    {
        using var registry = new FakePushRegistry();
        var nested = TestImage.Of();
        for (var i = 0; i < OciLimits.MaxIndexDepth + 1; i++)
            nested = TestImage.IndexOf(nested);
        await FailsAsync(OciErrorCode.TooLarge, () => registry.PushAsync(nested));
        Assert.Empty(registry.Requests);
    }

    [Theory]
    [InlineData("oci-archive:/tmp/x.tar")]
    [InlineData("docker-archive:/tmp/x.tar")]
    public async Task Copy_ToAnArchive_IsUnsupported(string destination)
    {
        using var directory = new TemporaryDirectory();
        TestImage.Of().WriteLayout(directory.Path);
        var request = new CopyRequest($"oci:{directory.Path}", destination, Platform: null, Jobs: 1);
        await FailsAsync(
            OciErrorCode.Unsupported,
            () => ImageCopy.RunAsync(request, Oci.Sources.ImageSourceOptions.Default, new Progress<CopyProgress>(), TestContext.Current.CancellationToken));
    }

    private static TestImage Artifact()
    {
        var (config, layer) = ("{}"u8.ToArray(), "a chart"u8.ToArray());
        var manifest = Encoding.UTF8.GetBytes(
            $$"""
            {"schemaVersion":2,"mediaType":"{{MediaType.OciManifest}}","artifactType":"application/vnd.example",
            "config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"{{Digest.Of(config)}}","size":2},
            "layers":[{"mediaType":"application/vnd.example.chart","digest":"{{Digest.Of(layer)}}","size":{{layer.Length}}}]}
            """);
        return new TestImage
        {
            Top = new Descriptor { MediaType = MediaType.OciManifest, Digest = Digest.Of(manifest), Size = manifest.Length },
            Blobs = new Dictionary<Digest, byte[]> { [Digest.Of(config)] = config, [Digest.Of(layer)] = layer, [Digest.Of(manifest)] = manifest },
        };
    }
}
