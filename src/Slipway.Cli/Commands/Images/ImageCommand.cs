using System.CommandLine;
using Slipway.Cli.Commands.Copies;

namespace Slipway.Cli.Commands.Images;

/// <summary><c>slipway image</c>: the images on this machine.</summary>
internal static class ImageCommand
{
    public static Command Create(CommandContext context) => new("image", "Pull, copy, look at, export and remove images")
    {
        PullCommand.Create(context),
        CopyCommand.Create(context),
        ListCommand.Create(context),
        InspectCommand.Create(context),
        ExportCommand.Create(context),
        RemoveCommand.Create(context),
        PruneCommand.Create(context),
    };
}
