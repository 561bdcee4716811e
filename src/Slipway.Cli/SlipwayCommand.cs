using System.CommandLine;
using Slipway.Cli.Commands;

namespace Slipway.Cli;

/// <summary>The command <c>slipway</c> with all its verbs.</summary>
internal static class SlipwayCommand
{
    public static RootCommand Create(CommandContext context) => new("Runs OCI container images as microVMs.")
    {
        CompletionCommand.Create(context),
        VersionCommand.Create(context),
    };
}
