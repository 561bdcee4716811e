using System.CommandLine;
using System.Text.Json;
using Slipway.Images.Store;

namespace Slipway.Cli.Commands.Images;

/// <summary><c>slipway image inspect IMAGE</c>: all that is known of an image, as JSON.</summary>
internal static class InspectCommand
{
    public static Command Create(CommandContext context)
    {
        var image = ImageArgument.Create();
        var command = new Command("inspect", "Print manifest, configuration, layers and sizes of an image as JSON") { image };
        command.SetAction(parsed =>
        {
            var details = new ImageStore(context.DataDirectoryOf(parsed).Root, context.Time).Inspect(parsed.GetRequiredValue(image));
            using var manifest = JsonDocument.Parse(details.ManifestBytes);
            using var config = JsonDocument.Parse(details.ConfigBytes);
            var report = new InspectReport(ImageReport.Of(details.Summary), manifest.RootElement, config.RootElement);
            context.Out.WriteLine(JsonSerializer.Serialize(report, ImageJson.Default.InspectReport));
            return ExitCode.Success;
        });
        return command;
    }
}
