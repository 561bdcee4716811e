using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Slipway.Cli.Options;
using Slipway.Images;
using Slipway.Images.Store;

namespace Slipway.Cli.Commands.Images;

/// <summary><c>slipway image prune</c>: removes what nobody needs.</summary>
internal static class PruneCommand
{
    public static Command Create(CommandContext context)
    {
        var all = new Option<bool>("--all", "-a") { Description = "Also every image that nobody holds" };
        var unusedFor = UnusedForOption();
        var high = DiskMarkOption.Create("--high-water", "If more of the disk is in use, also images, the longest unused first: 85%, or bytes as in 200g");
        var low = DiskMarkOption.Create("--low-water", "Until only so much is in use (as --high-water unless said)");
        var isForecast = new Option<bool>("--dry-run") { Description = "Say what would go, and remove nothing" };
        var format = OutputFormatOption.Create();
        var command = new Command("prune", "Remove layers no image needs, images of older versions, and what killed processes left; nothing that a machine, a pull or a lease holds")
        {
            all, unusedFor, high, low, isForecast, format,
        };
        command.Validators.Add(result => RequireOrder(result, high, low));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var data = context.DataDirectoryOf(parsed).Root;
            var options = new PruneOptions(
                parsed.GetValue(all) ? TimeSpan.Zero : parsed.GetValue(unusedFor),
                parsed.GetValue(high) is { } mark ? new WaterMarks(mark, parsed.GetValue(low) ?? mark) : null,
                parsed.GetValue(isForecast));
            var store = new ImageStore(data, context.Time);
            if (options.Marks is { } marks && store.Disk is var disk && marks.Low.In(disk) > marks.High.In(disk))
            {
                context.Error.WriteLine("slipway: --low-water is above --high-water on this disk; it says how full the disk is left, so give the lower level there.");
                return ExitCode.Usage;
            }

            Removal.Write(context.Out, [await store.PruneAsync(options, cancellationToken)], parsed.GetValue(format), options.IsForecast);
            if (!options.IsForecast)
                await Snapshotters.ReconcileAsync(store, context, cancellationToken);
            return ExitCode.Success;
        });
        return command;
    }

    private static void RequireOrder(CommandResult result, Option<DiskMark?> high, Option<DiskMark?> low)
    {
        if (result.GetResult(low) is not null && result.GetResult(high) is null)
            result.AddError("--low-water says how far to go once the disk is fuller than --high-water; give that too.");
    }

    /// <summary>A span of time, or a plain number of hours.</summary>
    private static Option<TimeSpan?> UnusedForOption() => new("--unused-for")
    {
        Description = "Also images not used for so long: 36h, 30d, or a plain number of hours",
        HelpName = "AGE",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DurationSpelling.TryParse(text, out var span))
                return span;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hours))
                return TimeSpan.FromHours(hours);
            result.AddError($"--unused-for '{text}' is no age; write a number and s, m, h or d, as in 30d, or a plain number of hours.");
            return null;
        },
    };
}
