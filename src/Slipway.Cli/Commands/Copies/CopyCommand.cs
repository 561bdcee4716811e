using System.CommandLine;

namespace Slipway.Cli.Commands.Copies;

/// <summary><c>slipway image copy SOURCE DESTINATION</c>: from anywhere to a registry or a layout, leaving this machine's images alone.</summary>
internal static class CopyCommand
{
    public static Command Create(CommandContext context)
    {
        var source = new Argument<string>("SOURCE") { Description = CopyOptions.Sources };
        var destination = new Argument<string>("DESTINATION") { Description = "A name in a registry, or oci:DIR[:REF], which is made or added to" };
        var command = new Command("copy", "Copy an image between registries, layouts and archives, its digests unchanged") { source, destination };
        var options = CopyOptions.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
            options.CopyAsync(context, parsed, parsed.GetRequiredValue(source), parsed.GetRequiredValue(destination), cancellationToken));
        return command;
    }
}
