using System.CommandLine;
using System.Globalization;
using Slipway.Cli.Options;
using Slipway.Cli.Servers;
using Slipway.Contracts.Platform;

namespace Slipway.Cli.Commands.Organizations;

/// <summary><c>slipway orgs list</c>: those you are in; for administrators, all.</summary>
internal static class ListCommand
{
    public static Command Create(CommandContext context)
    {
        var format = OutputFormatOption.Create();
        var command = new Command("list", "List the organizations you are in; administrators see all") { format };
        command.Aliases.Add("ls");
        command.SetServerAction(context, async (parsed, server, cancellationToken) =>
        {
            var organizations = await ServerPages.OrganizationsAsync(server, cancellationToken);
            if (parsed.GetValue(format) == OutputFormat.Json)
                ServerVerb.WriteJson(context.Out, organizations, ServerReports.Default.IReadOnlyListOrganization);
            else
                TextTable.Write(context.Out, [["NAME", "MAX SIZE", "MAX REPOSITORIES", "CREATED"], .. organizations.Select(Row)]);
        });
        return command;
    }

    public static string ShowBytes(long? bytes) => bytes is { } limit ? ByteSize.Show(limit) : "-";

    public static string ShowCount(int? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static string[] Row(Organization organization) =>
        [Printable.Text(organization.Name), ShowBytes(organization.MaxBytes), ShowCount(organization.MaxRepositories), Moment.Show(organization.CreatedAt)];
}
