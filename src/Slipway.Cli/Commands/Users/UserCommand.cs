using System.CommandLine;

namespace Slipway.Cli.Commands.Users;

/// <summary><c>slipway users</c>, for administrators of the server.</summary>
internal static class UserCommand
{
    public static Command Create(CommandContext context) => new("users", "Make, list and delete users (administrators only)")
    {
        CreateCommand.Create(context),
        ListCommand.Create(context),
        DeleteCommand.Create(context),
    };
}
