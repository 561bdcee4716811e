using System.CommandLine;
using Slipway.Cli.Servers;
using Slipway.Contracts.Platform;

namespace Slipway.Cli.Commands.Organizations;

/// <summary><c>slipway orgs show ORG</c>.</summary>
internal static class ShowCommand
{
    public static Command Create(CommandContext context)
    {
        var name = OrganizationCommand.Argument();
        var format = OutputFormatOption.Create();
        var command = new Command("show", "Print what an organization may use") { name, format };
        command.SetServerAction(context, async (parsed, server, cancellationToken) =>
        {
            var organization = await server.GetAsync(ServerVerb.PathOf(parsed.GetRequiredValue(name)), PlatformJson.Default.Organization, cancellationToken);
            Write(context.Out, organization, parsed.GetValue(format));
        });
        return command;
    }

    public static void Write(TextWriter output, Organization organization, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            ServerVerb.WriteJson(output, organization, ServerReports.Default.Organization);
            return;
        }

        output.WriteLine($"name              {Printable.Text(organization.Name)}");
        output.WriteLine($"max size          {ListCommand.ShowBytes(organization.MaxBytes)}");
        output.WriteLine($"max repositories  {ListCommand.ShowCount(organization.MaxRepositories)}");
        output.WriteLine($"created           {Moment.Show(organization.CreatedAt)}");
    }
}
