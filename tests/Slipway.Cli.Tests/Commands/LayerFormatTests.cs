namespace Slipway.Cli.Tests.Commands;

/// <summary><c>--layer-format</c> as it is typed, and the variable that stands for it.</summary>
public sealed class LayerFormatTests : IDisposable
{
    private readonly StoredImages _images = new();

    public void Dispose() => _images.Dispose();

    [Theory]
    [InlineData(null, "", ".v1.ext4")]
    [InlineData("erofs", "", ".v1-erofs.erofs")]
    [InlineData("erofs", "--layer-format ext4", ".v1.ext4")]
    [InlineData("", "--layer-format erofs-lz4", ".v1-erofs-lz4.erofs")]
    public async Task Pull_Format_IsThatOfTheLayer(string? variable, string options, string ending)
    {
        var name = await _images.PullAsync("app", ('a', 10_000));
        await _images.RunAsync("image", "rm", name);
        _images.LayerFormat = variable;

        var (code, _, error) = await _images.RunAsync(["image", "pull", name, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.True(code == 0, error);
        Assert.EndsWith(ending, Directory.GetFiles(Path.Combine(_images.Data, "layers")).Single(file => !file.EndsWith(".json", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.EndsWith($"layers are converted to {(string.IsNullOrEmpty(variable) ? "ext4" : variable)}", await DoctorLineAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCode.Usage, "image", "pull", "--layer-format", "squashfs", "oci:x")]
    [InlineData(ExitCode.RunFailed, "run", "--layer-format", "squashfs", "oci:x")]
    public async Task Option_UnknownFormat_IsRefusedWithThoseThereAre(int expected, params string[] arguments)
    {
        var (code, _, error) = await _images.RunAsync(arguments);
        Assert.Equal(expected, code);
        Assert.StartsWith("slipway: --layer-format 'squashfs' is none of auto, ext4, erofs, erofs-lz4.\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variable_UnknownFormat_IsNamed()
    {
        _images.LayerFormat = "squashfs";
        var (code, _, error) = await _images.RunAsync("image", "pull", "oci:x");
        Assert.Equal((1, "slipway: SLIPWAY_LAYER_FORMAT is 'squashfs', which is none of auto, ext4, erofs, erofs-lz4.\n"), (code, error));
        Assert.Contains("SLIPWAY_LAYER_FORMAT is 'squashfs'", await DoctorLineAsync(), StringComparison.Ordinal);
    }

    private async Task<string> DoctorLineAsync() =>
        (await _images.RunAsync("doctor")).Output.Split('\n').Single(line => line.Contains("layer format", StringComparison.Ordinal)).TrimEnd();
}
