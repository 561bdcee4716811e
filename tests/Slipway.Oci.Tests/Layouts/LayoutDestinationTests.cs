using System.Text.Json;
using Slipway.Oci.Copies;
using Slipway.Oci.Sources;
using Slipway.Oci.Tests.Registry;
using Slipway.Oci.Tests.Sources;
using static Slipway.Oci.Tests.Sources.SourceReading;

namespace Slipway.Oci.Tests.Layouts;

/// <summary>Layouts that are written, read back by us and by others.</summary>
public sealed class LayoutDestinationTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Copy_TwoNames_StandSideBySide()
    {
        var (one, two) = (TestImage.Of(), TestImage.Of("linux/arm64", layerBytes: 300_000));
        await CopyAsync(one, "a");
        await CopyAsync(two, "b");
        Assert.Equal(one.TopBytes, await RawAsync("a"));
        Assert.Equal(two.TopBytes, await RawAsync("b"));
        await using var source = ImageSources.Open($"oci:{_directory["to"]}:a", ImageSourceOptions.Default);
        Assert.Equal(["file0", "platform"], await source.PullAsync());
    }

    [Fact]
    public async Task Copy_NameThatExists_MeansTheNewImage()
    {
        await CopyAsync(TestImage.Of(), "a");
        var other = TestImage.Of(layerBytes: 7);
        await CopyAsync(other, "a");
        Assert.Equal(other.TopBytes, await RawAsync("a"));
        Assert.Single(Entries());
    }

    [Fact]
    public async Task Copy_ToALayoutByUmoci_KeepsWhatItHas()
    {
        Tool.Require("umoci");
        await Shell.RunInAsync(_directory.Path, "umoci init --layout to && umoci new --image to:old");
        var image = TestImage.Of();
        await CopyAsync(image, "new");
        await Shell.RunInAsync(_directory.Path, "umoci ls --layout to | sort | tr '\\n' ' ' | grep -qx 'new old ' && umoci gc --layout to && umoci stat --image to:new");
        Assert.Equal(image.TopBytes, await RawAsync("new"));
    }

    [Fact]
    public async Task Copy_IndexWithStrangeMembers_KeepsThem()
    {
        await CopyAsync(TestImage.Of(), "a");
        var index = Path.Combine(_directory["to"], "index.json");
        var text = await File.ReadAllTextAsync(index, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(index, "{\"io.example\":[1,{\"x\":null}]," + text[1..], TestContext.Current.CancellationToken);
        await CopyAsync(TestImage.Of(layerBytes: 7), "b");
        using var after = JsonDocument.Parse(await File.ReadAllTextAsync(index, TestContext.Current.CancellationToken));
        Assert.Equal("[1,{\"x\":null}]", after.RootElement.GetProperty("io.example").GetRawText());
        Assert.Equal(2, Entries().Count);
    }

    [Fact]
    public async Task Copy_ManyAtOnce_AllGetTheirNames()
    {
        var image = TestImage.Of();
        image.WriteLayout(_directory["from"], "v1");
        var names = Enumerable.Range(0, 8).Select(static i => $"n{i}").ToList();
        await Task.WhenAll(names.Select(name => RunAsync($"oci:{_directory["from"]}", $"oci:{_directory["to"]}:{name}")));
        Assert.Equal(names, Entries().Select(static entry => entry.GetProperty("annotations").GetProperty("org.opencontainers.image.ref.name").GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Copy_SourceFailsMidway_LeavesNoHalfBlobAndNoName()
    {
        var image = TestImage.Of(layerBytes: 300_000);
        var damaged = image.Blobs[image.Layer().Digest].ToArray();
        damaged[^1] ^= 1;
        using var registry = new FakeRegistry(image, r => r.Target.Contains(image.Layer().Digest.ToString(), StringComparison.Ordinal)
            ? new FakeResponse(200, damaged)
            : null);
        await FailsAsync(OciErrorCode.DigestMismatch, () => RunAsync($"{registry.Authority}/app:v1", $"oci:{_directory["to"]}:a"));
        Assert.False(File.Exists(Path.Combine(_directory["to"], "index.json")));
        Assert.DoesNotContain(Directory.EnumerateFiles(_directory["to"], "*", SearchOption.AllDirectories), file => file.Contains(".tmp-", StringComparison.Ordinal) || file.Contains(image.Layer().Digest.Hex, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Copy_IntoADirectoryWithOtherThings_IsRefused()
    {
        Directory.CreateDirectory(_directory["to"]);
        await File.WriteAllTextAsync(Path.Combine(_directory["to"], "thesis.tex"), "", TestContext.Current.CancellationToken);
        var error = await FailsAsync(OciErrorCode.Unsupported, () => CopyAsync(TestImage.Of(), "a"));
        Assert.Contains("not empty", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"manifests\":[],\"manifests\":[]}")]
    [InlineData("{")]
    public async Task Copy_BrokenIndex_IsRefusedAndKept(string index)
    {
        await CopyAsync(TestImage.Of(), "a");
        var file = Path.Combine(_directory["to"], "index.json");
        await File.WriteAllTextAsync(file, index, TestContext.Current.CancellationToken);
        await FailsAsync(OciErrorCode.Malformed, () => CopyAsync(TestImage.Of(), "b"));
        Assert.Equal(index, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    private Task<CopyReport> CopyAsync(TestImage image, string name)
    {
        image.WriteLayout(_directory["from"], "v1");
        return RunAsync($"oci:{_directory["from"]}", $"oci:{_directory["to"]}:{name}");
    }

    private static Task<CopyReport> RunAsync(string from, string to) => ImageCopy.RunAsync(
        new CopyRequest(from, to, Platform: null, Jobs: 2), ImageSourceOptions.Default, new Progress<CopyProgress>(), TestContext.Current.CancellationToken);

    private List<JsonElement> Entries() =>
        [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_directory["to"], "index.json"))).RootElement.GetProperty("manifests").EnumerateArray()];

    private Task<byte[]> RawAsync(string name) => Tool.FilterAsync("skopeo", ["inspect", "--raw", $"oci:{_directory["to"]}:{name}"], []);
}
