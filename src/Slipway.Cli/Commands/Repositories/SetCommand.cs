using System.CommandLine;
using Slipway.Cli.Options;
using Slipway.Cli.Servers;
using Slipway.Contracts.Platform;

namespace Slipway.Cli.Commands.Repositories;

/// <summary><c>slipway repos set NAME</c>: replaces both retention rules.</summary>
internal static class SetCommand
{
    public static Command Create(CommandContext context)
    {
        var name = RepositoryCommand.Argument();
        var organization = ServerVerb.OrganizationOption();
        var tags = new Option<int?>("--keep-tags") { Description = "Keep the tags pushed last, so many; all unless said", HelpName = "N" };
        var untagged = DurationOption.Create("--keep-untagged", "Keep what no tag names for so long, as in 30d; for ever unless said");
        var format = OutputFormatOption.Create();
        var command = new Command("set", "Set what the registry keeps in a repository; what is not said is kept for ever") { name, organization, tags, untagged, format };
        command.SetServerAction(context, async (parsed, server, cancellationToken) =>
        {
            var path = await RepositoryCommand.PathAsync(server, parsed.GetValue(organization), parsed.GetRequiredValue(name), cancellationToken);
            var rules = new Retention { KeepTags = parsed.GetValue(tags), KeepUntaggedSeconds = (long?)parsed.GetValue(untagged)?.TotalSeconds };
            ShowCommand.Write(context.Out, await server.PutAsync(path, rules, PlatformJson.Default.Retention, PlatformJson.Default.Repository, cancellationToken), parsed.GetValue(format));
        });
        return command;
    }
}
