using System.CommandLine;
using Slipway.Cli.Servers;

namespace Slipway.Cli.Commands.Repositories;

/// <summary><c>slipway repos</c>: the repositories of an organization.</summary>
internal static class RepositoryCommand
{
    public static Command Create(CommandContext context) => new("repos", "List repositories, and set what is kept in them")
    {
        ListCommand.Create(context),
        ShowCommand.Create(context),
        SetCommand.Create(context),
        DeleteCommand.Create(context),
    };

    public static Argument<string> Argument() => new("NAME") { Description = "The repository's name, without the registry's host" };

    public static async Task<string> PathAsync(ServerClient server, string? organization, string name, CancellationToken cancellationToken)
    {
        var escaped = string.Join('/', name.Split('/').Select(Uri.EscapeDataString));
        return $"{await ServerVerb.OrganizationPathAsync(server, organization, cancellationToken)}/repositories/{escaped}";
    }
}
