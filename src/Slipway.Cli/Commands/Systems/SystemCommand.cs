using System.CommandLine;

namespace Slipway.Cli.Commands.Systems;

/// <summary><c>slipway system</c>: Slipway's own state on this machine.</summary>
internal static class SystemCommand
{
    public static Command Create(CommandContext context) => new("system", "Look at what Slipway keeps on this machine")
    {
        DiskUseCommand.Create(context),
    };
}
