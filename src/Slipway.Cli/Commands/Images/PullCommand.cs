using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Options;
using Slipway.Images;
using Slipway.Images.Store;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Images;

/// <summary><c>slipway image pull NAME</c>: asks the source, fetches what is missing and converts it.</summary>
internal static class PullCommand
{
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "A name in a registry, or oci:DIR[:REF], oci-archive:FILE, docker-archive:FILE" };
        var platform = PlatformOption.Create();
        var layerFormat = LayerFormatOption.Create();
        var format = OutputFormatOption.Create();
        var command = new Command("pull", "Fetch and convert an image, so that its first run finds it ready") { name, platform, layerFormat, format };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = new ImageStore(context.DataDirectoryOf(parsed).Root, context.Time, LayerFormats.Choose(parsed.GetValue(layerFormat), context.Variable));
            using var image = await PullAsync(context, store, parsed.GetRequiredValue(name), parsed.GetRequiredValue(platform), cancellationToken);
            context.Out.WriteLine(parsed.GetValue(format) == OutputFormat.Json
                ? JsonSerializer.Serialize(new PulledReport(image.Name, image.Digest.ToString(), image.Platform.ToString()), ImageJson.Default.PulledReport)
                : $"{image.Name}@{image.Digest}");
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>
    /// Returns with the display ended, so that what is printed next stands below it. Waits for the disk, as a run does not: who pulls ahead wants to find the
    /// image ready later, after a power cut too, and nobody would sync it after this.
    /// </summary>
    private static async Task<ImageLease> PullAsync(CommandContext context, ImageStore store, string name, Platform platform, CancellationToken cancellationToken)
    {
        await using var display = PullDisplay.Create(context, name, isSilent: false);
        var image = await ImageAccess.AcquireAsync(store, context.Time, name, platform, PullPolicy.Always, display, cancellationToken);
        try
        {
            await store.SyncAsync(cancellationToken);
            return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }
}
