using Slipway.Images;
using Slipway.Oci;

namespace Slipway.Cli.Tests;

/// <summary>What people read while an image comes here or into containerd, where no terminal shows bars.</summary>
public sealed class PullDisplayTests
{
    private static readonly Digest s_layer = Digest.Of("layer"u8);

    [Fact]
    public async Task Report_LayerThatContainerdGets_IsALineForEachState()
    {
        var text = await ShowAsync(
            PullDisplay.OfUnpacking,
            new(ImagePhase.Ingesting, s_layer, 1 << 20, 3 << 20),
            new(ImagePhase.Ingesting, s_layer, 3 << 20, 3 << 20),
            new(ImagePhase.Unpacking, s_layer, 0, 3 << 20),
            new(ImagePhase.Unpacking, s_layer, 3 << 20, 3 << 20),
            new(ImagePhase.Done, null, 0, 0));
        Assert.Equal($"slipway: giving app to containerd\n  layer {s_layer.Hex[..12]}: ingesting (3 MiB)\n  layer {s_layer.Hex[..12]}: unpacking (3 MiB)\n", text);
    }

    [Fact]
    public async Task Report_NothingButItsEnd_ShowsNothing() =>
        Assert.Equal("", await ShowAsync(PullDisplay.Create, new(ImagePhase.Resolving, null, 0, 0), new(ImagePhase.Done, null, 0, 0)));

    private static async Task<string> ShowAsync(Func<CommandContext, string, bool, PullDisplay> create, params ImageProgress[] reports)
    {
        using var error = new StringWriter();
        await using (var display = create(new CommandContext(TextWriter.Null, error, TimeProvider.System), "app", false))
        {
            foreach (var report in reports)
                display.Report(report);
        }

        return error.ToString();
    }
}
