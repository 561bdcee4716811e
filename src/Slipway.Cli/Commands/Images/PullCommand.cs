using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Options;
using Slipway.Images;

namespace Slipway.Cli.Commands.Images;

/// <summary><c>slipway image pull NAME</c>: asks the source, fetches what is missing and converts it.</summary>
internal static class PullCommand
{
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "A name in a registry, or oci:DIR[:REF], oci-archive:FILE, docker-archive:FILE" };
        var platform = PlatformOption.Create();
        var format = OutputFormatOption.Create();
        var command = new Command("pull", "Fetch and convert an image, so that its first run finds it ready") { name, platform, format };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var display = PullDisplay.Create(context, parsed.GetRequiredValue(name), isSilent: false);
            using var image = await ImageAccess.AcquireAsync(
                context.DataDirectoryOf(parsed), context.Time, parsed.GetRequiredValue(name), parsed.GetRequiredValue(platform), PullPolicy.Always, display, cancellationToken);
            context.Out.WriteLine(parsed.GetValue(format) == OutputFormat.Json
                ? JsonSerializer.Serialize(new PulledReport(image.Name, image.Digest.ToString(), image.Platform.ToString()), ImageJson.Default.PulledReport)
                : $"{image.Name}@{image.Digest}");
            return ExitCode.Success;
        });
        return command;
    }
}
