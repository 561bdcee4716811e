using Slipway.Oci.Sources;
using Slipway.Oci.Tests.Sources;
using static Slipway.Oci.Tests.Sources.SourceReading;

namespace Slipway.Oci.Tests.Archives;

public sealed class OciArchiveTests
{
    [Theory]
    [InlineData("tar -C l -cf a.tar .")]
    [InlineData("tar -C l -cf a.tar blobs index.json oci-layout")]
    [InlineData("tar -C l -cf - . | gzip > a.tar")]
    [InlineData("tar -C l -cf - . | zstd -q > a.tar")]
    [InlineData("bsdtar --format pax -C l -cf a.tar .")]
    [InlineData("skopeo copy -q oci:l:v1 oci-archive:a.tar:v1")]
    public async Task Pull_HoweverPacked_GivesTheImage(string pack)
    {
        Tool.Require("tar", "bsdtar", "zstd", "skopeo");
        using var directory = new TemporaryDirectory();
        TestImage.Of(layerBytes: 1_000_000, layers: 2).WriteLayout(Path.Combine(directory.Path, "l"), "v1");
        await Shell.RunInAsync(directory.Path, pack);
        await using var source = Open($"oci-archive:{directory.Path}/a.tar:v1");
        Assert.Equal(["file0", "platform", "file1", "platform"], await source.PullAsync());
    }

    [Fact]
    public async Task Pull_ManyBlobsAtOnce_Works()
    {
        using var directory = new TemporaryDirectory();
        var image = TestImage.Of(layerBytes: 500_000, layers: 8);
        image.WriteLayout(Path.Combine(directory.Path, "l"), "v1");
        await Shell.RunInAsync(directory.Path, "tar -C l -cf a.tar .");
        await using var source = Open($"oci-archive:{directory.Path}/a.tar");
        await source.ResolveAsync();
        var blobs = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => source.ReadAsync(image.Layer(i))));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => image.Layer(i).Size), blobs.Select(static b => (long)b.Length));
    }

    [Theory]
    [InlineData("true", OciErrorCode.NotFound, "there is no file")]
    [InlineData("mkdir a.tar", OciErrorCode.Unsupported, "not a regular file")]
    [InlineData("echo nonsense > a.tar", OciErrorCode.Malformed, "not a whole tar")]
    [InlineData("tar -C l -cf - . | head -c 3000 > a.tar", OciErrorCode.Malformed, "not a whole tar")]
    [InlineData("tar -C l -cf - . | gzip | head -c 300 > a.tar", OciErrorCode.Malformed, "a.tar")]
    [InlineData("tar -C l -cf - . | xz > a.tar", OciErrorCode.Malformed, "xz")]
    [InlineData("echo '[]' > l/manifest.json; tar -C l -cf a.tar manifest.json", OciErrorCode.Malformed, "write docker-archive:")]
    [InlineData("truncate -s 2M l/index.json; tar -C l -S -cf a.tar .", OciErrorCode.Unsupported, "--sparse")]
    public async Task Resolve_BrokenArchive_SaysWhat(string pack, OciErrorCode code, string says)
    {
        Tool.Require("tar", "xz");
        using var directory = new TemporaryDirectory();
        TestImage.Of().WriteLayout(Path.Combine(directory.Path, "l"), "v1");
        await Shell.RunInAsync(directory.Path, pack);
        await using var source = Open($"oci-archive:{directory.Path}/a.tar:v1");
        var error = await FailsAsync(code, () => source.ResolveAsync());
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    private static IImageSource Open(string name) => ImageSources.Open(name, ImageSourceOptions.Default);
}
