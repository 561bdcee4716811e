using Slipway.Oci.Layouts;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;
using Slipway.Oci.Tests.Sources;
using static Slipway.Oci.Tests.Sources.SourceReading;

namespace Slipway.Oci.Tests.Layouts;

public sealed class LayoutSourceTests
{
    [Fact]
    public async Task Pull_OnlyImage_NeedsNoName()
    {
        using var directory = new TemporaryDirectory();
        var image = TestImage.Of(layers: 2);
        image.WriteLayout(directory.Path);
        await using var source = Open($"oci:{directory.Path}");
        Assert.Equal(image.Top.Digest, (await source.ResolveAsync()).Digest);
        Assert.Equal(["file0", "platform", "file1", "platform"], await source.PullAsync());
    }

    [Theory]
    [InlineData("v1", "v1")]
    [InlineData("docker.io/library/app:v1", "v1")]
    [InlineData("docker.io/library/app:v1", "app:v1")]
    [InlineData("docker.io/library/app:v1", "docker.io/library/app:v1")]
    public async Task Resolve_ByName_FindsTheTagAndTheFullName(string name, string wanted)
    {
        using var directory = new TemporaryDirectory();
        TestImage.Of().WriteLayout(directory.Path, "other", name);
        await using var source = Open($"oci:{directory.Path}:{wanted}");
        await source.ResolveAsync();
    }

    [Fact]
    public async Task Resolve_UnknownName_ListsThoseThereAre()
    {
        using var directory = new TemporaryDirectory();
        TestImage.Of().WriteLayout(directory.Path, "v1", "v2");
        await using var source = Open($"oci:{directory.Path}:v3");
        var error = await FailsAsync(OciErrorCode.NotFound, () => source.ResolveAsync());
        Assert.Contains("it has v1, v2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_SeveralImagesNoName_AsksWhich()
    {
        using var directory = new TemporaryDirectory();
        TestImage.Of().WriteLayout(directory.Path, "v1", "v2");
        await using var source = Open($"oci:{directory.Path}");
        var error = await FailsAsync(OciErrorCode.Unsupported, () => source.ResolveAsync());
        Assert.Contains(":REF", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_Index_FindsThePlatform()
    {
        using var directory = new TemporaryDirectory();
        var arm64 = TestImage.Of("linux/arm64");
        TestImage.IndexOf(TestImage.Of("linux/amd64"), arm64).WriteLayout(directory.Path, "v1");
        await using var source = Open($"oci:{directory.Path}:v1");
        Assert.Equal(arm64.Top.Digest, (await source.ResolveAsync("linux/arm64")).Digest);
    }

    [Theory]
    [InlineData("rm -r l", OciErrorCode.NotFound, "no directory")]
    [InlineData("rm -r l; touch l", OciErrorCode.NotFound, "oci-archive:")]
    [InlineData("rm l/oci-layout", OciErrorCode.Malformed, "no oci-layout")]
    [InlineData("rm l/index.json", OciErrorCode.Malformed, "no index.json")]
    [InlineData("echo '{' > l/index.json", OciErrorCode.Malformed, "not JSON")]
    [InlineData("echo '{' > l/oci-layout", OciErrorCode.Malformed, "oci-layout")]
    [InlineData("echo '{\"imageLayoutVersion\":\"2.0.0\"}' > l/oci-layout", OciErrorCode.Unsupported, "2.0.0")]
    [InlineData("truncate -s 5M l/index.json", OciErrorCode.TooLarge, "5242880")]
    [InlineData("rm l/index.json; mkfifo l/index.json", OciErrorCode.Unsupported, "not a regular file")]
    [InlineData("rm l/index.json; mkdir l/index.json", OciErrorCode.Unsupported, "not a regular file")]
    [InlineData("rm l/index.json; ln -s /dev/zero l/index.json", OciErrorCode.Unsupported, "not a regular file")]
    [InlineData("rm -r l/blobs", OciErrorCode.NotFound, "is missing")]
    [InlineData("for b in l/blobs/sha256/*; do echo >> $b; done", OciErrorCode.DigestMismatch, "promises")]
    [InlineData("for b in l/blobs/sha256/*; do printf x | dd of=$b conv=notrunc status=none; done", OciErrorCode.DigestMismatch, "tampered")]
    public async Task Resolve_BrokenLayout_SaysWhat(string damage, OciErrorCode code, string says)
    {
        using var directory = new TemporaryDirectory();
        TestImage.Of().WriteLayout(Path.Combine(directory.Path, "l"), "v1");
        await Shell.RunInAsync(directory.Path, damage);
        await using var source = Open($"oci:{directory.Path}/l:v1");
        var error = await FailsAsync(code, () => source.ResolveAsync());
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_WhatUmociMade_Works()
    {
        Tool.Require("umoci");
        using var directory = new TemporaryDirectory();
        await Shell.RunInAsync(directory.Path, """
            umoci init --layout l; umoci new --image l:v1; echo hi > hello
            umoci insert --rootless --image l:v1 hello /hello; umoci config --image l:v1 --os linux --architecture amd64 --config.cmd /hello
            """);
        await using var source = Open($"oci:{directory.Path}/l:v1");
        Assert.Equal(["/hello"], (await source.ResolveAsync()).Config.Config.Cmd);
        Assert.Contains("hello", await source.PullAsync());
    }

    [Fact]
    public async Task Pull_WhatSkopeoMade_Works()
    {
        Tool.Require("skopeo");
        using var directory = new TemporaryDirectory();
        TestImage.Of().WriteLayout(Path.Combine(directory.Path, "l"), "v1");
        await Shell.RunInAsync(directory.Path, "skopeo copy oci:l:v1 oci:m:docker.io/library/app:v9");
        await using var source = Open($"oci:{directory.Path}/m:docker.io/library/app:v9");
        Assert.Equal(["file0", "platform"], await source.PullAsync());
    }

    [Fact]
    public void Choose_MutantIndexes_AreChosenFromOrRefused()
    {
        var digest = Digest.Of("x"u8);
        var seed = System.Text.Encoding.UTF8.GetBytes(
            $$$"""{"schemaVersion":2,"manifests":[{"mediaType":"{{{MediaType.OciManifest}}}","digest":"{{{digest}}}","size":1,"platform":{"os":"linux","architecture":"amd64"},"annotations":{"org.opencontainers.image.ref.name":"v1"}},{"mediaType":"{{{MediaType.OciIndex}}}","digest":"{{{digest}}}","size":2,"annotations":{"io.containerd.image.name":"docker.io/library/a:v2"}}]}""");
        var random = new Random(20260104);
        for (var i = 0; i < 20_000; i++)
        {
            var mutant = (byte[])seed.Clone();
            for (var edits = random.Next(1, 4); edits > 0; edits--)
                mutant[random.Next(mutant.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)"{}[]\":,null0"[random.Next(12)];
            try
            {
                var index = ((ManifestDocument.Index)ManifestDocument.Parse(mutant, MediaType.OciIndex, "index.json")).Content;
                Assert.True(LayoutIndex.Choose(index, random.Next(3) switch { 0 => null, 1 => "v1", _ => "v2" }, Amd64, "l").Size >= 0);
            }
            catch (OciException)
            {
                // Refused, as it should be.
            }
        }
    }

    private static IImageSource Open(string name) => ImageSources.Open(name, ImageSourceOptions.Default);
}
