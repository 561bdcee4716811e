using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Contracts.Platform;

namespace Slipway.Cli.Servers;

/// <summary>What the verbs that speak to a server have in common.</summary>
internal static class ServerVerb
{
    public static Option<string?> OrganizationOption() => new("--org") { Description = "The organization; the one your token belongs to unless said", HelpName = "ORG" };

    public static Option<bool> YesOption() => new("--yes", "-y") { Description = "Do not ask" };

    /// <summary>Runs an action with the server in use.</summary>
    public static void SetServerAction(this Command command, CommandContext context, Func<ParseResult, ServerClient, CancellationToken, Task> action) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = ServerConnection.Open(context);
            await action(parsed, server, cancellationToken);
            return ExitCode.Success;
        });

    /// <summary>The path of an organization: the named one, or the token's own.</summary>
    public static async Task<string> OrganizationPathAsync(ServerClient server, string? organization, CancellationToken cancellationToken) =>
        PathOf(organization ?? (await server.GetAsync("/v1/me", PlatformJson.Default.Me, cancellationToken)).Organization);

    public static string PathOf(string organization) => $"/v1/orgs/{Uri.EscapeDataString(organization)}";

    public static void WriteJson<T>(TextWriter output, T document, JsonTypeInfo<T> kind) => output.WriteLine(JsonSerializer.Serialize(document, kind));
}
