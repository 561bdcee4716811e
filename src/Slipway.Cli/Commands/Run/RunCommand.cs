using System.CommandLine;
using Slipway.Cli.Commands.Kernels;

namespace Slipway.Cli.Commands.Run;

/// <summary><c>slipway run IMAGE [COMMAND…]</c>: boots an image as a microVM and exits as its program does.</summary>
internal static class RunCommand
{
    public const string Name = "run";

    public static Command Create(CommandContext context)
    {
        var options = new RunOptions();
        options.Kernel.CompletionSources.Add(completion => KernelNames.Of(context, completion));
        var command = options.CreateCommand();
        command.SetAction(async (parsed, _) =>
        {
            var request = RunRequest.Of(options, parsed);
            using var session = new RunSession(context, new ImageMachineSource(context, request, context.DataDirectoryOf(parsed)), request.Session);
            return await session.RunAsync();
        });
        return command;
    }
}
