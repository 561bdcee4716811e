using System.CommandLine;
using System.Globalization;
using Slipway.Cli.Options;
using Slipway.Cli.Servers;
using Slipway.Contracts.Platform;

namespace Slipway.Cli.Commands.Repositories;

/// <summary><c>slipway repos list</c>.</summary>
internal static class ListCommand
{
    public static Command Create(CommandContext context)
    {
        var organization = ServerVerb.OrganizationOption();
        var format = OutputFormatOption.Create();
        var command = new Command("list", "List the repositories of an organization") { organization, format };
        command.Aliases.Add("ls");
        command.SetServerAction(context, async (parsed, server, cancellationToken) =>
        {
            var path = await ServerVerb.OrganizationPathAsync(server, parsed.GetValue(organization), cancellationToken);
            var repositories = await ServerPages.RepositoriesAsync(server, path, cancellationToken);
            if (parsed.GetValue(format) == OutputFormat.Json)
                ServerVerb.WriteJson(context.Out, repositories, ServerReports.Default.IReadOnlyListRepository);
            else
                TextTable.Write(context.Out, [["NAME", "FIRST PUSH", "KEEP TAGS", "KEEP UNTAGGED"], .. repositories.Select(Row)]);
        });
        return command;
    }

    public static string ShowTags(Retention rules) => rules.KeepTags?.ToString(CultureInfo.InvariantCulture) ?? "all";

    public static string ShowUntagged(Retention rules) => rules.KeepUntaggedSeconds is { } seconds ? DurationSpelling.Show(TimeSpan.FromSeconds(seconds)) : "all";

    private static string[] Row(Repository repository) =>
        [Printable.Text(repository.Name), Moment.Show(repository.FirstPushAt), ShowTags(repository.Retention), ShowUntagged(repository.Retention)];
}
