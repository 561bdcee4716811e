using System.CommandLine;

namespace Slipway.Cli.Commands.Kernels;

/// <summary><c>slipway kernel</c>: the kernels that machines boot.</summary>
internal static class KernelCommand
{
    public static Command Create(CommandContext context) => new("kernel", "List and import the kernels that machines boot, and choose one")
    {
        ListCommand.Create(context),
        ImportCommand.Create(context),
        UseCommand.Create(context),
    };
}
