using System.CommandLine;
using Slipway.Images.Store;

namespace Slipway.Cli.Commands.Images;

/// <summary><c>slipway image prune</c>: removes what nobody needs.</summary>
internal static class PruneCommand
{
    public static Command Create(CommandContext context)
    {
        var all = new Option<bool>("--all", "-a") { Description = "Also every image that no machine runs from" };
        var hours = new Option<int?>("--unused-for") { Description = "Also images not used for so many hours", HelpName = "HOURS" };
        var format = OutputFormatOption.Create();
        var command = new Command("prune", "Remove layers no image needs, images of older versions, and what killed processes left") { all, hours, format };
        command.SetAction(parsed =>
        {
            TimeSpan? unusedFor = parsed.GetValue(all) ? TimeSpan.Zero : parsed.GetValue(hours) is { } count ? TimeSpan.FromHours(count) : null;
            var report = new ImageStore(context.DataDirectoryOf(parsed).Root, context.Time).Prune(unusedFor);
            Removal.Write(context.Out, [report], parsed.GetValue(format));
            return ExitCode.Success;
        });
        return command;
    }
}
