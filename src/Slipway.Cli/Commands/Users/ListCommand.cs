using System.CommandLine;
using Slipway.Cli.Servers;
using Slipway.Contracts.Platform;

namespace Slipway.Cli.Commands.Users;

/// <summary><c>slipway users list</c>.</summary>
internal static class ListCommand
{
    public static Command Create(CommandContext context)
    {
        var format = OutputFormatOption.Create();
        var command = new Command("list", "List the users of the server") { format };
        command.Aliases.Add("ls");
        command.SetServerAction(context, async (parsed, server, cancellationToken) =>
        {
            var users = await ServerPages.UsersAsync(server, cancellationToken);
            if (parsed.GetValue(format) == OutputFormat.Json)
                ServerVerb.WriteJson(context.Out, users, ServerReports.Default.IReadOnlyListUser);
            else
                TextTable.Write(context.Out, [["NAME", "ADMINISTRATOR", "CREATED"], .. users.Select(Row)]);
        });
        return command;
    }

    private static string[] Row(User user) => [Printable.Text(user.Name), user.Administrator ? "yes" : "no", Moment.Show(user.CreatedAt)];
}
