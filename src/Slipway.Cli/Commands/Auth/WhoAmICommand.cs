using System.CommandLine;
using Slipway.Cli.Servers;
using Slipway.Contracts.Platform;

namespace Slipway.Cli.Commands.Auth;

/// <summary><c>slipway auth whoami</c>: which server, which user or organization, which token.</summary>
internal static class WhoAmICommand
{
    public static Command Create(CommandContext context)
    {
        var format = OutputFormatOption.Create();
        var command = new Command("whoami", "Say which server is in use, and who you are there") { format };
        command.SetServerAction(context, async (parsed, server, cancellationToken) =>
        {
            var me = await server.GetAsync("/v1/me", PlatformJson.Default.Me, cancellationToken);
            if (parsed.GetValue(format) == OutputFormat.Json)
                ServerVerb.WriteJson(context.Out, me, ServerReports.Default.Me);
            else
                Write(context.Out, server.Address, me);
        });
        return command;
    }

    public static string Describe(Me me) => me.User is { } user ? $"{(me.Administrator ? "administrator" : "user")} {user}" : $"organization {me.Organization}";

    private static void Write(TextWriter output, ServerAddress address, Me me)
    {
        string[] organizations = [.. me.Organizations.Select(role => $"{role.Organization} ({role.Role})")];
        output.WriteLine($"server         {address}");
        output.WriteLine($"who            {Printable.Text(Describe(me))}");
        output.WriteLine($"token          {Printable.Text($"{me.Token.Id} ({me.Token.Name}): {string.Join(", ", me.Token.Scopes)}")}");
        output.WriteLine($"expires        {Moment.Show(me.Token.ExpiresAt)}");
        output.WriteLine($"organizations  {Printable.Text(string.Join(", ", organizations))}");
    }
}
