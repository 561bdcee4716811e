using System.CommandLine;
using Slipway.Cli.Servers;

namespace Slipway.Cli.Commands.Users;

/// <summary><c>slipway users delete NAME</c>: with the user's tokens and own organization, for good.</summary>
internal static class DeleteCommand
{
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "The user's name" };
        var yes = ServerVerb.YesOption();
        var command = new Command("delete", "Delete a user with their tokens, their own organization and its images") { name, yes };
        command.SetServerAction(context, async (parsed, server, cancellationToken) =>
        {
            var user = parsed.GetRequiredValue(name);
            Confirmation.Require(context, parsed.GetValue(yes), $"Delete the user {user} on {server.Address} with their tokens, repositories and images?");
            await server.DeleteAsync($"/v1/users/{Uri.EscapeDataString(user)}", cancellationToken);
            context.Error.WriteLine($"deleted user {Printable.Text(user)}");
        });
        return command;
    }
}
