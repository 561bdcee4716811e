using System.CommandLine;
using System.Text.Json;
using Slipway.Cli.Options;
using Slipway.Images;
using Slipway.Images.Store;

namespace Slipway.Cli.Commands.Images;

/// <summary><c>slipway image list</c>: the images on this machine.</summary>
internal static class ListCommand
{
    public static Command Create(CommandContext context)
    {
        var format = OutputFormatOption.Create();
        var command = new Command("list", "List the images on this machine") { format };
        command.Aliases.Add("ls");
        command.SetAction(parsed =>
        {
            var inventory = new ImageStore(context.DataDirectoryOf(parsed).Root, context.Time).List();
            if (parsed.GetValue(format) == OutputFormat.Json)
                context.Out.WriteLine(JsonSerializer.Serialize([.. inventory.Images.Select(ImageReport.Of)], ImageJson.Default.IReadOnlyListImageReport));
            else
                WriteTable(context.Out, inventory.Images);
            foreach (var damaged in inventory.Damaged)
                context.Error.WriteLine($"slipway: {Printable.Text(damaged)} is damaged; pull the image again or run slipway image prune.");
            return ExitCode.Success;
        });
        return command;
    }

    private static void WriteTable(TextWriter output, IReadOnlyList<ImageSummary> images)
    {
        string[] head = ["NAME", "ID", "PLATFORM", "SIZE", "SHARED", "LAST USED"];
        IEnumerable<string[]> rows = images.SelectMany(image => image.Names.Select(name => name.Name).DefaultIfEmpty("-"), (image, name) => (string[])
        [
            Printable.Text(name),
            ImageText.IdOf(image),
            image.Platform.ToString(),
            image.RootfsBytes is { } bytes ? ByteSize.Show(bytes) : "-",
            image.SharedBytes is { } shared ? ByteSize.Show(shared) : "-",
            ImageText.LastUseOf(image),
        ]);
        TextTable.Write(output, [head, .. rows]);
    }
}
