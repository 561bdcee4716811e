using System.CommandLine;
using Slipway.Cli.Options;
using Slipway.Cli.Servers;
using Slipway.Contracts.Platform;

namespace Slipway.Cli.Commands.Tokens;

/// <summary><c>slipway tokens create</c>: prints the token, which can never be shown again, and nothing else on standard output.</summary>
internal static class CreateCommand
{
    private static readonly string[] s_usualScopes = ["pull", "push"];

    public static Command Create(CommandContext context)
    {
        var organization = TokenCommand.OrganizationOption();
        var name = new Option<string>("--name") { Description = "What it is for (default: the name of this machine)", HelpName = "NAME", DefaultValueFactory = _ => Environment.MachineName };
        var scopes = new Option<string[]>("--scope") { Description = "pull, push, delete, each also for some repositories as in push:web-*, or admin (default: pull and push)", HelpName = "SCOPE" };
        var expires = DurationOption.Create("--expires", "How long it lives, as in 30d or 12h (default: until it is revoked)");
        var format = OutputFormatOption.Create();
        var command = new Command("create", "Make a token and print it, this once") { organization, name, scopes, expires, format };
        command.SetServerAction(context, async (parsed, server, cancellationToken) =>
        {
            var asked = new NewToken
            {
                Name = parsed.GetRequiredValue(name),
                Scopes = parsed.GetValue(scopes) is { Length: > 0 } given ? given : s_usualScopes,
                ExpiresInSeconds = (long?)parsed.GetValue(expires)?.TotalSeconds,
            };
            var path = TokenCommand.PathOf(parsed.GetValue(organization));
            var made = await server.PostAsync(path, asked, PlatformJson.Default.NewToken, PlatformJson.Default.CreatedToken, cancellationToken);
            if (parsed.GetValue(format) == OutputFormat.Json)
                ServerVerb.WriteJson(context.Out, made, ServerReports.Default.CreatedToken);
            else
                context.Out.WriteLine(Printable.Text(made.Token));
            context.Error.WriteLine($"made token {Printable.Text(made.Description.Id)}; it is not shown again.");
        });
        return command;
    }
}
