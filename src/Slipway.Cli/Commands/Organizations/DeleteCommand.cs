using System.CommandLine;
using Slipway.Cli.Servers;

namespace Slipway.Cli.Commands.Organizations;

/// <summary><c>slipway orgs delete ORG</c>: with its tokens, repositories and images, for good.</summary>
internal static class DeleteCommand
{
    public static Command Create(CommandContext context)
    {
        var name = OrganizationCommand.Argument();
        var yes = ServerVerb.YesOption();
        var command = new Command("delete", "Delete an organization with its tokens, repositories and images") { name, yes };
        command.SetServerAction(context, async (parsed, server, cancellationToken) =>
        {
            var organization = parsed.GetRequiredValue(name);
            Confirmation.Require(context, parsed.GetValue(yes), $"Delete the organization {organization} on {server.Address} with its tokens, repositories and images?");
            await server.DeleteAsync(ServerVerb.PathOf(organization), cancellationToken);
            context.Error.WriteLine($"deleted organization {organization}");
        });
        return command;
    }
}
