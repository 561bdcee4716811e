using System.CommandLine;
using Slipway.Cli.Servers;

namespace Slipway.Cli.Commands.Tokens;

/// <summary><c>slipway tokens</c>: your own tokens, or with <c>--org</c> an organization's.</summary>
internal static class TokenCommand
{
    public static Command Create(CommandContext context) => new("tokens", "Make, list and revoke tokens: your own, or with --org an organization's")
    {
        CreateCommand.Create(context),
        ListCommand.Create(context),
        RevokeCommand.Create(context),
    };

    public static Option<string?> OrganizationOption() => new("--org") { Description = "The organization's tokens; your own unless said", HelpName = "ORG" };

    public static string PathOf(string? organization) => organization is null ? "/v1/tokens" : $"{ServerVerb.PathOf(organization)}/tokens";
}
