using System.Text;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;
using Slipway.Oci.Tests.Sources;
using Slipway.Oci.Tests.Tar;
using static Slipway.Oci.Tests.Sources.SourceReading;

namespace Slipway.Oci.Tests.Archives;

public sealed class DockerArchiveTests
{
    private static readonly byte[] s_layer = new RawTar().Entry("hello", content: "hi").End().ToArray();

    [Fact]
    public async Task Pull_WhatSkopeoMade_GivesTheImageAndAStableDigest()
    {
        Tool.Require("skopeo");
        using var directory = new TemporaryDirectory();
        TestImage.Of(layerBytes: 1_000_000, layers: 2).WriteLayout(Path.Combine(directory.Path, "l"), "v1");
        await Shell.RunInAsync(directory.Path, "skopeo copy -q oci:l:v1 docker-archive:a.tar:example.com/app:v1");
        await using var source = Open($"docker-archive:{directory.Path}/a.tar:example.com/app:v1");
        Assert.Equal(["file0", "platform", "file1", "platform"], await source.PullAsync());
        var image = await source.ResolveAsync();
        await using var again = Open($"docker-archive:{directory.Path}/a.tar");
        Assert.Equal(image.Digest, (await again.ResolveAsync()).Digest);
        Assert.Equal(image.Digest, Digest.Of(image.Manifest.Bytes.Span));
        Assert.Equal((MediaType.DockerManifest, MediaType.DockerLayer), (image.Manifest.MediaType, image.Manifest.Content.Layers[0].MediaType));
    }

    [Fact]
    public async Task Pull_GzippedWhole_Works()
    {
        Tool.Require("skopeo", "gzip");
        using var directory = new TemporaryDirectory();
        TestImage.Of().WriteLayout(Path.Combine(directory.Path, "l"), "v1");
        await Shell.RunInAsync(directory.Path, "skopeo copy -q oci:l:v1 docker-archive:a.tar:app:v1; gzip a.tar");
        await using var source = Open($"docker-archive:{directory.Path}/a.tar.gz:app:v1");
        Assert.Equal(["file0", "platform"], await source.PullAsync());
    }

    [Fact]
    public async Task Pull_OldDockerSave_FollowsLinksInsideTheArchive()
    {
        var config = Config(2);
        using var directory = new TemporaryDirectory();
        var tar = new RawTar()
            .Entry("aaaa/", '5').Entry("aaaa/VERSION", content: "1.0").Entry("aaaa/layer.tar", '0', s_layer)
            .Entry("bbbb/", '5').Entry("bbbb/layer.tar", '2', link: "../../../aaaa/layer.tar")
            .Entry("c.json", '0', config)
            .Entry("manifest.json", content: """[{"Config":"c.json","RepoTags":["app:v1"],"Layers":["aaaa/layer.tar","bbbb/layer.tar"]}]""")
            .Entry("repositories", content: "{}").End();
        await using var source = Open(Write(directory, tar));
        Assert.Equal(["hello", "hello"], await source.PullAsync());
        Assert.Equal(Digest.Of(config), (await source.ResolveAsync()).Manifest.Content.Config.Digest);
    }

    [Theory]
    [InlineData("oci-archive:")]
    [InlineData("docker-archive:")]
    public async Task Pull_NewDockerSave_IsBothKindsOfArchive(string kind)
    {
        using var directory = new TemporaryDirectory();
        var image = TestImage.Of();
        image.WriteLayout(Path.Combine(directory.Path, "l"), "v1");
        var config = ((ManifestDocument.Manifest)ManifestDocument.Parse(image.TopBytes, null, "test")).Content.Config.Digest;
        await File.WriteAllTextAsync(
            Path.Combine(directory.Path, "l/manifest.json"),
            $$$"""[{"Config":"blobs/sha256/{{{config.Hex}}}","RepoTags":["app:v1"],"Layers":["blobs/sha256/{{{image.Layer().Digest.Hex}}}"]}]""",
            TestContext.Current.CancellationToken);
        await Shell.RunInAsync(directory.Path, "tar -C l -cf a.tar .");
        await using var source = Open($"{kind}{directory.Path}/a.tar");
        Assert.Equal(["file0", "platform"], await source.PullAsync());
    }

    [Fact]
    public async Task Pull_CompressedLayer_IsNamedByItsOwnBytes()
    {
        using var directory = new TemporaryDirectory();
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(s_layer);
        var tar = new RawTar().Entry("l.tar", '0', packed.ToArray()).Entry("c.json", '0', Config(1))
            .Entry("manifest.json", content: """[{"Config":"c.json","RepoTags":null,"Layers":["l.tar"]}]""").End();
        await using var source = Open(Write(directory, tar));
        var layer = (await source.ResolveAsync()).Manifest.Content.Layers[0];
        Assert.Equal((Digest.Of(packed.ToArray()), MediaType.DockerLayerGzip), (layer.Digest, layer.MediaType));
        Assert.Equal(["hello"], await source.PullAsync());
    }

    [Fact]
    public async Task Read_LayerThatIsNotWhatTheConfigurationSays_IsRefused()
    {
        using var directory = new TemporaryDirectory();
        var other = new RawTar().Entry("hello", content: "ho").End().ToArray();
        var tar = new RawTar().Entry("l.tar", '0', other).Entry("c.json", '0', Config(1))
            .Entry("manifest.json", content: """[{"Config":"c.json","Layers":["l.tar"]}]""").End();
        await using var source = Open(Write(directory, tar));
        await FailsAsync(OciErrorCode.DigestMismatch, () => source.PullAsync());
    }

    [Theory]
    [InlineData(":app:v1", null, "")]
    [InlineData(":docker.io/library/app:v1", null, "")]
    [InlineData(":app:v3", OciErrorCode.NotFound, "it has app:v1, other:v2")]
    [InlineData("", OciErrorCode.Unsupported, "holds 2 images")]
    public async Task Resolve_SeveralImages_ByName(string suffix, OciErrorCode? code, string says)
    {
        using var directory = new TemporaryDirectory();
        var tar = new RawTar().Entry("l.tar", '0', s_layer).Entry("c.json", '0', Config(1))
            .Entry("manifest.json", content: """[{"Config":"c.json","RepoTags":["app:v1"],"Layers":["l.tar"]},{"Config":"c.json","RepoTags":["other:v2"],"Layers":["l.tar"]}]""").End();
        await using var source = Open(Write(directory, tar) + suffix);
        if (code is null)
            await source.ResolveAsync();
        else
            Assert.Contains(says, (await FailsAsync(code.Value, () => source.ResolveAsync())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"Config":"c.json","Layers":["../../etc/passwd"]}]""", OciErrorCode.Malformed)]
    [InlineData("""[{"Config":"/etc/passwd","Layers":["l.tar"]}]""", OciErrorCode.Malformed)]
    [InlineData("""[{"Config":"c.json","Layers":["loop"]}]""", OciErrorCode.Malformed)]
    [InlineData("""[{"Config":"c.json","Layers":[]}]""", OciErrorCode.Malformed)]
    [InlineData("""[{"Config":"c.json","Layers":[null]}]""", OciErrorCode.Malformed)]
    [InlineData("""[{"Layers":["l.tar"]}]""", OciErrorCode.Malformed)]
    [InlineData("""[null]""", OciErrorCode.Malformed)]
    [InlineData("""[]""", OciErrorCode.NotFound)]
    [InlineData("""{}""", OciErrorCode.Malformed)]
    public async Task Resolve_BrokenManifest_IsRefused(string manifest, OciErrorCode code)
    {
        using var directory = new TemporaryDirectory();
        var tar = new RawTar().Entry("l.tar", '0', s_layer).Entry("c.json", '0', Config(1)).Entry("loop", '2', link: "loop").Entry("manifest.json", content: manifest).End();
        await using var source = Open(Write(directory, tar));
        await FailsAsync(code, () => source.ResolveAsync());
    }

    [Fact]
    public async Task Resolve_LayoutWithoutManifest_SaysWhatItIs()
    {
        using var directory = new TemporaryDirectory();
        await using var source = Open(Write(directory, new RawTar().Entry("oci-layout", content: "{}").End()));
        Assert.Contains("write oci-archive:", (await FailsAsync(OciErrorCode.Malformed, () => source.ResolveAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_MutantArchives_GiveTheImageOrAreRefused()
    {
        var seed = new RawTar().Entry("a/l.tar", '0', s_layer).Entry("b/l.tar", '2', link: "../a/l.tar").Entry("c.json", '0', Config(2))
            .Entry("manifest.json", content: """[{"Config":"c.json","RepoTags":["app:v1"],"Layers":["a/l.tar","b/l.tar"]}]""").End().ToArray();
        var random = new Random(20260105);
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "a.tar");
        for (var i = 0; i < 2000; i++)
        {
            var mutant = (byte[])seed.Clone();
            for (var edits = random.Next(1, 4); edits > 0; edits--)
                mutant[random.Next(mutant.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)"{}[]\":,./0"[random.Next(10)];
            await File.WriteAllBytesAsync(path, mutant, TestContext.Current.CancellationToken);
            await using var source = Open($"docker-archive:{path}");
            try
            {
                Assert.Equal(2, (await source.PullAsync()).Count);
            }
            catch (OciException)
            {
                // Refused, as it should be.
            }
        }
    }

    private static byte[] Config(int layers) => Encoding.UTF8.GetBytes(
        $$$$"""{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[{{{{string.Join(',', Enumerable.Repeat($"\"{Digest.Of(s_layer)}\"", layers))}}}}]}}""");

    private static string Write(TemporaryDirectory directory, RawTar tar)
    {
        var path = Path.Combine(directory.Path, "a.tar");
        File.WriteAllBytes(path, tar.ToArray());
        return $"docker-archive:{path}";
    }

    private static IImageSource Open(string name) => ImageSources.Open(name, ImageSourceOptions.Default);
}
