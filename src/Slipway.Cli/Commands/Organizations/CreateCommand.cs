using System.CommandLine;
using Slipway.Cli.Servers;
using Slipway.Contracts.Platform;

namespace Slipway.Cli.Commands.Organizations;

/// <summary><c>slipway orgs create ORG</c>, for administrators of the server.</summary>
internal static class CreateCommand
{
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("ORG") { Description = "1 to 40 lower-case letters, digits and single hyphens inside" };
        var format = OutputFormatOption.Create();
        var command = new Command("create", "Make an organization (administrators only)") { name, format };
        command.SetServerAction(context, async (parsed, server, cancellationToken) =>
        {
            var asked = new NewOrganization { Name = parsed.GetRequiredValue(name) };
            var made = await server.PostAsync("/v1/orgs", asked, PlatformJson.Default.NewOrganization, PlatformJson.Default.Organization, cancellationToken);
            if (parsed.GetValue(format) == OutputFormat.Json)
                ServerVerb.WriteJson(context.Out, made, ServerReports.Default.Organization);
            else
                context.Out.WriteLine(Printable.Text(made.Name));
        });
        return command;
    }
}
