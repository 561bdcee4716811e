using System.CommandLine;
using Slipway.Cli.Servers;
using Slipway.Contracts.Platform;

namespace Slipway.Cli.Commands.Tokens;

/// <summary><c>slipway tokens list</c>: what is known of them, never the secrets.</summary>
internal static class ListCommand
{
    public static Command Create(CommandContext context)
    {
        var organization = TokenCommand.OrganizationOption();
        var format = OutputFormatOption.Create();
        var command = new Command("list", "List tokens, without their secrets") { organization, format };
        command.Aliases.Add("ls");
        command.SetServerAction(context, async (parsed, server, cancellationToken) =>
        {
            var tokens = await ServerPages.TokensAsync(server, TokenCommand.PathOf(parsed.GetValue(organization)), cancellationToken);
            if (parsed.GetValue(format) == OutputFormat.Json)
                ServerVerb.WriteJson(context.Out, tokens, ServerReports.Default.IReadOnlyListToken);
            else
                TextTable.Write(context.Out, [["ID", "NAME", "SCOPES", "CREATED", "LAST USED", "EXPIRES"], .. tokens.Select(Row)]);
        });
        return command;
    }

    private static string[] Row(Token token) =>
    [
        Printable.Text(token.Id),
        Printable.Text(token.Name),
        Printable.Text(string.Join(",", token.Scopes)),
        Moment.Show(token.CreatedAt),
        Moment.Show(token.LastUsedAt),
        Moment.Show(token.ExpiresAt),
    ];
}
