using System.CommandLine;
using Slipway.Cli.Servers;

namespace Slipway.Cli.Commands.Tokens;

/// <summary><c>slipway tokens revoke ID…</c>: ends tokens at once.</summary>
internal static class RevokeCommand
{
    public static Command Create(CommandContext context)
    {
        var ids = new Argument<string[]>("ID") { Description = "Ids of tokens, as 'slipway tokens list' shows them", Arity = ArgumentArity.OneOrMore };
        var organization = TokenCommand.OrganizationOption();
        var command = new Command("revoke", "End tokens at once") { ids, organization };
        command.SetServerAction(context, async (parsed, server, cancellationToken) =>
        {
            foreach (var id in parsed.GetRequiredValue(ids))
            {
                await server.DeleteAsync($"{TokenCommand.PathOf(parsed.GetValue(organization))}/{Uri.EscapeDataString(id)}", cancellationToken);
                context.Error.WriteLine($"revoked {Printable.Text(id)}");
            }
        });
        return command;
    }
}
