using System.CommandLine;
using Slipway.Cli.Servers;

namespace Slipway.Cli.Commands.Repositories;

/// <summary><c>slipway repos delete NAME</c>: with its images, for good.</summary>
internal static class DeleteCommand
{
    public static Command Create(CommandContext context)
    {
        var name = RepositoryCommand.Argument();
        var organization = ServerVerb.OrganizationOption();
        var yes = ServerVerb.YesOption();
        var command = new Command("delete", "Delete a repository with its images") { name, organization, yes };
        command.SetServerAction(context, async (parsed, server, cancellationToken) =>
        {
            var repository = parsed.GetRequiredValue(name);
            Confirmation.Require(context, parsed.GetValue(yes), $"Delete the repository {repository} on {server.Address} with its images?");
            await server.DeleteAsync(await RepositoryCommand.PathAsync(server, parsed.GetValue(organization), repository, cancellationToken), cancellationToken);
            context.Error.WriteLine($"deleted repository {Printable.Text(repository)}");
        });
        return command;
    }
}
