using System.CommandLine;
using Slipway.Cli.Servers;
using Slipway.Contracts.Platform;

namespace Slipway.Cli.Commands.Users;

/// <summary><c>slipway users create NAME</c>: prints the user's first token, which can never be shown again.</summary>
internal static class CreateCommand
{
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("NAME") { Description = "1 to 40 lower-case letters, digits and single hyphens inside; also the name of the user's organization" };
        var administrator = new Option<bool>("--administrator") { Description = "The user manages users and every organization" };
        var format = OutputFormatOption.Create();
        var command = new Command("create", "Make a user with an organization of the same name, and print the user's first token, this once") { name, administrator, format };
        command.SetServerAction(context, async (parsed, server, cancellationToken) =>
        {
            var asked = new NewUser { Name = parsed.GetRequiredValue(name), Administrator = parsed.GetValue(administrator) };
            var made = await server.PostAsync("/v1/users", asked, PlatformJson.Default.NewUser, PlatformJson.Default.CreatedUser, cancellationToken);
            if (parsed.GetValue(format) == OutputFormat.Json)
                ServerVerb.WriteJson(context.Out, made, ServerReports.Default.CreatedUser);
            else
                context.Out.WriteLine(Printable.Text(made.Token));
            context.Error.WriteLine($"made user {Printable.Text(made.User.Name)}; the token is not shown again. The user logs in with: slipway auth login {server.Address}");
        });
        return command;
    }
}
