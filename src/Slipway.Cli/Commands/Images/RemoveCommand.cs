using System.CommandLine;
using Slipway.Images;
using Slipway.Images.Store;

namespace Slipway.Cli.Commands.Images;

/// <summary><c>slipway image rm IMAGE…</c>: removes images that no machine runs from.</summary>
internal static class RemoveCommand
{
    public static Command Create(CommandContext context)
    {
        var images = new Argument<string[]>("IMAGE") { Description = "Names, or the first digits of ids or digests", Arity = ArgumentArity.OneOrMore };
        var format = OutputFormatOption.Create();
        var command = new Command("rm", "Remove images; one that a machine runs from stays") { images, format };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = new ImageStore(context.DataDirectoryOf(parsed).Root, context.Time);
            var reports = new List<RemovalReport>();
            var code = ExitCode.Success;
            foreach (var image in parsed.GetRequiredValue(images))
            {
                try
                {
                    reports.Add(store.Remove(image));
                }
                catch (ImageException e)
                {
                    context.Error.WriteLine($"slipway: {Printable.Text(e.Message)}");
                    code = ExitCode.Failure;
                }
            }

            Removal.Write(context.Out, reports, parsed.GetValue(format));
            await Snapshotters.ReconcileAsync(store, context, cancellationToken);
            return code;
        });
        return command;
    }
}
