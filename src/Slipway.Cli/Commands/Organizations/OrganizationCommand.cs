using System.CommandLine;

namespace Slipway.Cli.Commands.Organizations;

/// <summary><c>slipway orgs</c>: organizations on a server.</summary>
internal static class OrganizationCommand
{
    public static Command Create(CommandContext context) => new("orgs", "Make, list, look at and delete organizations")
    {
        CreateCommand.Create(context),
        ListCommand.Create(context),
        ShowCommand.Create(context),
        LimitCommand.Create(context),
        MemberCommand.Create(context),
        DeleteCommand.Create(context),
    };

    public static Argument<string> Argument() => new("ORG") { Description = "The organization's name" };
}
