using System.CommandLine;
using Slipway.Cli.Options;
using Slipway.Cli.Servers;
using Slipway.Contracts.Platform;

namespace Slipway.Cli.Commands.Organizations;

/// <summary><c>slipway orgs members list|add|remove</c>: who is in an organization.</summary>
internal static class MemberCommand
{
    private enum Role
    {
        Member,
        Admin,
    }

    public static Command Create(CommandContext context) => new("members", "List, add and remove the members of an organization")
    {
        List(context),
        Add(context),
        Remove(context),
    };

    private static Command List(CommandContext context)
    {
        var organization = OrganizationCommand.Argument();
        var format = OutputFormatOption.Create();
        var command = new Command("list", "List the members of an organization") { organization, format };
        command.SetServerAction(context, async (parsed, server, cancellationToken) =>
        {
            var members = await ServerPages.MembersAsync(server, ServerVerb.PathOf(parsed.GetRequiredValue(organization)), cancellationToken);
            if (parsed.GetValue(format) == OutputFormat.Json)
                ServerVerb.WriteJson(context.Out, members, ServerReports.Default.IReadOnlyListMember);
            else
                TextTable.Write(context.Out, [["USER", "ROLE"], .. members.Select(member => (string[])[Printable.Text(member.User), Printable.Text(member.Role)])]);
        });
        return command;
    }

    private static Command Add(CommandContext context)
    {
        var (organization, user) = (OrganizationCommand.Argument(), new Argument<string>("USER") { Description = "The user's name" });
        var role = ChoiceOption.Create<Role>("--role", "member: sees the repositories (default); admin: manages the organization");
        var command = new Command("add", "Make a user a member, or change a member's role (administrators only)") { organization, user, role };
        command.SetServerAction(context, (parsed, server, cancellationToken) => server.PutAsync(
            PathOf(parsed.GetRequiredValue(organization), parsed.GetRequiredValue(user)),
            new MemberRoleChange { Role = parsed.GetValue(role) == Role.Admin ? "admin" : "member" },
            PlatformJson.Default.MemberRoleChange,
            cancellationToken));
        return command;
    }

    private static Command Remove(CommandContext context)
    {
        var (organization, user) = (OrganizationCommand.Argument(), new Argument<string>("USER") { Description = "The user's name" });
        var command = new Command("remove", "Take a user out of an organization; its tokens stay") { organization, user };
        command.SetServerAction(context, (parsed, server, cancellationToken) =>
            server.DeleteAsync(PathOf(parsed.GetRequiredValue(organization), parsed.GetRequiredValue(user)), cancellationToken));
        return command;
    }

    private static string PathOf(string organization, string user) => $"{ServerVerb.PathOf(organization)}/members/{Uri.EscapeDataString(user)}";
}
