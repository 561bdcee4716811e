using System.CommandLine;
using Slipway.Images.Store;

namespace Slipway.Cli.Commands.Images;

/// <summary><c>slipway image export IMAGE [FILE]</c>: the merged file tree as a tar.</summary>
internal static class ExportCommand
{
    public static Command Create(CommandContext context)
    {
        var image = ImageArgument.Create();
        var file = new Argument<FileInfo?>("FILE") { Description = "Where to; standard output unless said", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("export", "Write an image's merged file tree as a tar archive") { image, file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = new ImageStore(context.DataDirectoryOf(parsed).Root, context.Time);
            await using var output = parsed.GetValue(file) is { } target ? target.Create() : Console.OpenStandardOutput();
            await store.ExportAsync(parsed.GetRequiredValue(image), output, cancellationToken);
            return ExitCode.Success;
        });
        return command;
    }
}
