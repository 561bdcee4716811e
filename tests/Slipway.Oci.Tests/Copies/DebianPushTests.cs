using Slipway.Oci.Copies;
using Slipway.Oci.Sources;
using Slipway.Oci.Tests.Pushes;
using Slipway.Oci.Tests.Sources;
using static Slipway.Oci.Tests.Sources.SourceReading;

namespace Slipway.Oci.Tests.Copies;

/// <summary>Pushes to a real registry; skopeo says what came of it.</summary>
public sealed class DebianPushTests
{
    // bcrypt of Password below, user me.
    private const string Htpasswd = "me:$2y$05$abcdefghijklmnopqrstuuOb/B27OpVc3Bt3QXIepIr2DUn/DCZNi";
    private const string Password = "s3cret:with colon";

    public DebianPushTests() => Tool.Require("skopeo");

    [Fact]
    public async Task Push_Layout_IsWhatSkopeoReads()
    {
        using var registry = await DebianRegistry.StartAsync();
        using var directory = new TemporaryDirectory();
        var image = TestImage.Of(layerBytes: 3_000_000, layers: 5);
        image.WriteLayout(directory.Path, "v1");
        var report = await CopyAsync($"oci:{directory.Path}:v1", $"{registry.Authority}/team/app:v1");
        Assert.Equal((image.Top.Digest, image.Top.MediaType, $"{registry.Authority}/team/app:v1"), (report.Digest, report.MediaType, report.Name));
        Assert.Equal(image.TopBytes, await RawAsync($"{registry.Authority}/team/app:v1"));
        await Shell.RunInAsync(directory.Path, $"skopeo copy -q --src-tls-verify=false docker://{registry.Authority}/team/app:v1 oci:back:v1");
        await using var source = ImageSources.Open($"oci:{directory["back"]}", ImageSourceOptions.Default);
        Assert.Equal(10, (await source.PullAsync()).Count);
    }

    [Fact]
    public async Task Push_Everything_BringsEveryChildOfNestedIndexes()
    {
        using var registry = await DebianRegistry.StartAsync();
        using var directory = new TemporaryDirectory();
        var (amd64, arm64, riscv64) = (TestImage.Of("linux/amd64"), TestImage.Of("linux/arm64"), TestImage.Of("linux/riscv64"));
        var inner = TestImage.IndexOf(arm64, riscv64);
        var outer = TestImage.IndexOf(amd64, inner);
        outer.WriteLayout(directory.Path, "v1");
        var report = await CopyAsync($"oci:{directory.Path}:v1", $"{registry.Authority}/app:v1", platform: null);
        Assert.Equal(outer.Top.Digest, report.Digest);
        foreach (var part in (TestImage[])[amd64, arm64, riscv64, inner, outer])
            Assert.Equal(part.TopBytes, await RawAsync($"{registry.Authority}/app@{part.Top.Digest}"));
    }

    [Fact]
    public async Task Push_OnePlatformOfAnIndex_IsWhatAPullWouldChoose()
    {
        using var registry = await DebianRegistry.StartAsync();
        using var directory = new TemporaryDirectory();
        var (amd64, arm64) = (TestImage.Of("linux/amd64"), TestImage.Of("linux/arm64"));
        TestImage.IndexOf(amd64, arm64).WriteLayout(directory.Path, "v1");
        await CopyAsync($"oci:{directory.Path}:v1", $"{registry.Authority}/app:v1", "linux/arm64");
        Assert.Equal(arm64.TopBytes, await RawAsync($"{registry.Authority}/app:v1"));
    }

    [Fact]
    public async Task Copy_BetweenRepositories_Mounts()
    {
        using var registry = await DebianRegistry.StartAsync();
        using var directory = new TemporaryDirectory();
        var image = TestImage.Of(layerBytes: 3_000_000);
        image.WriteLayout(directory.Path, "v1");
        var pushed = await CopyAsync($"oci:{directory.Path}:v1", $"{registry.Authority}/one:v1");
        var copied = await CopyAsync($"{registry.Authority}/one:v1", $"{registry.Authority}/two:v1");
        Assert.Equal((0, pushed.CopiedBytes, 0), (copied.CopiedBytes, copied.MountedBytes, copied.SkippedBytes));
        Assert.Equal(image.TopBytes, await RawAsync($"{registry.Authority}/two:v1"));
        Assert.Equal(pushed.CopiedBytes, (await CopyAsync($"{registry.Authority}/one:v1", $"{registry.Authority}/two:v1")).SkippedBytes);
    }

    [Fact]
    public async Task Copy_BetweenRegistries_Streams()
    {
        using var one = await DebianRegistry.StartAsync();
        using var two = await DebianRegistry.StartAsync();
        using var directory = new TemporaryDirectory();
        var index = TestImage.IndexOf(TestImage.Of(layerBytes: 3_000_000), TestImage.Of("linux/arm64"));
        index.WriteLayout(directory.Path, "v1");
        await CopyAsync($"oci:{directory.Path}:v1", $"{one.Authority}/app:v1", platform: null);
        await CopyAsync($"{one.Authority}/app:v1", $"{two.Authority}/team/app:v1", platform: null);
        Assert.Equal(index.TopBytes, await RawAsync($"{two.Authority}/team/app:v1"));
    }

    [Fact]
    public async Task Copy_ToALayout_IsWhatWasPushed()
    {
        using var registry = await DebianRegistry.StartAsync();
        using var directory = new TemporaryDirectory();
        var index = TestImage.IndexOf(TestImage.Of(layerBytes: 3_000_000), TestImage.Of("linux/arm64"));
        index.WriteLayout(directory.Path, "v1");
        await CopyAsync($"oci:{directory.Path}:v1", $"{registry.Authority}/app:v1", platform: null);
        await CopyAsync($"{registry.Authority}/app:v1", $"oci:{directory["back"]}:v2", platform: null);
        Assert.Equal(index.TopBytes, await Tool.FilterAsync("skopeo", ["inspect", "--raw", $"oci:{directory["back"]}:v2"], []));
        foreach (var (digest, bytes) in index.Blobs)
            Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(directory["back"], "blobs/sha256", digest.Hex), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("oci-archive")]
    [InlineData("docker-archive")]
    public async Task Push_Archive_IsTheSameImage(string kind)
    {
        using var registry = await DebianRegistry.StartAsync();
        using var directory = new TemporaryDirectory();
        TestImage.Of(layers: 2).WriteLayout(directory.Path, "v1");
        await Shell.RunInAsync(directory.Path, $"skopeo copy -q oci:.:v1 {kind}:image.tar");
        await CopyAsync($"{kind}:{directory["image.tar"]}", $"{registry.Authority}/app:v1");
        await Shell.RunInAsync(directory.Path, $"skopeo copy -q --src-tls-verify=false docker://{registry.Authority}/app:v1 oci:back:v1");
        await using var source = ImageSources.Open($"oci:{directory["back"]}", ImageSourceOptions.Default);
        Assert.Equal(["file0", "platform", "file1", "platform"], await source.PullAsync());
    }

    [Fact]
    public async Task Push_BehindPassword_NeedsTheLoginSkopeoWrote()
    {
        using var registry = await DebianRegistry.StartAsync(Htpasswd);
        using var directory = new TemporaryDirectory();
        var image = TestImage.Of(layerBytes: 2_000_000);
        image.WriteLayout(directory.Path, "v1");
        var authFile = directory["auth.json"];
        await Shell.RunInAsync(directory.Path, $"skopeo login --tls-verify=false --authfile {authFile} -u me -p '{Password}' {registry.Authority}");
        var error = await FailsAsync(OciErrorCode.Unauthorized, () => CopyAsync($"oci:{directory.Path}:v1", $"{registry.Authority}/app:v1", credentials: "/nonexistent"));
        Assert.Contains("user name and password", error.Message, StringComparison.Ordinal);

        var report = await CopyAsync($"oci:{directory.Path}:v1", $"{registry.Authority}/app:v1", credentials: authFile);
        Assert.Equal(image.Top.Digest, report.Digest);
    }

    [Fact]
    public async Task Push_Sha512Layer_IsTaken()
    {
        using var registry = await DebianRegistry.StartAsync();
        using var directory = new TemporaryDirectory();
        var image = TestImage.Of(layerBytes: 2_000_000);
        Sha512Layout.Write(directory.Path, image);
        await CopyAsync($"oci:{directory.Path}", $"{registry.Authority}/app:v1");
        var layer = image.Layer() with { Digest = Digest.Of(Digest.Sha512, image.Blobs[image.Layer().Digest]) };
        await using var source = ImageSources.Open($"{registry.Authority}/app:v1", ImageSourceOptions.Default);
        Assert.Equal(image.Blobs[image.Layer().Digest], await source.ReadAsync(layer));
    }

    [Fact]
    public async Task Push_LayerThatIsOnlyElsewhere_RegistryRefusesAndIsQuoted()
    {
        using var registry = await DebianRegistry.StartAsync();
        using var directory = new TemporaryDirectory();
        ForeignImage.WriteLayout(directory.Path);
        var error = await Assert.ThrowsAsync<OciException>(() => CopyAsync($"oci:{directory.Path}", $"{registry.Authority}/app:v1"));
        Assert.Contains($"manifest v1 for {registry.Authority}/app: 500 UNKNOWN (unknown error", error.Message, StringComparison.Ordinal); // its way to say no
        Assert.Contains("lacks 1 of the layers", error.Message, StringComparison.Ordinal);
    }

    private static Task<CopyReport> CopyAsync(string source, string destination, string? platform = "linux/amd64", string? credentials = null) => ImageCopy.RunAsync(
        new CopyRequest(source, destination, platform is null ? null : Platform.Parse(platform), CopyRequest.DefaultJobs),
        ImageSourceOptions.Default with { CredentialsFile = credentials },
        new Progress<CopyProgress>(),
        TestContext.Current.CancellationToken);

    private static Task<byte[]> RawAsync(string name) => Tool.FilterAsync("skopeo", ["inspect", "--raw", "--tls-verify=false", $"docker://{name}"], []);
}
