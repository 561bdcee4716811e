using System.CommandLine;
using Slipway.Cli.Options;
using Slipway.Cli.Servers;
using Slipway.Contracts.Platform;

namespace Slipway.Cli.Commands.Organizations;

/// <summary><c>slipway orgs limit ORG</c>, for administrators of the server: replaces both limits.</summary>
internal static class LimitCommand
{
    public static Command Create(CommandContext context)
    {
        var name = OrganizationCommand.Argument();
        var size = new Option<long?>("--max-size")
        {
            Description = "Most that its images may take; no limit unless said",
            HelpName = "SIZE",
            CustomParser = result =>
            {
                if (ByteSize.TryParse(result.Tokens[0].Value, out var bytes))
                    return bytes;
                result.AddError($"--max-size '{result.Tokens[0].Value}' is no size; write a number and k, m, g or t, as in 10g.");
                return null;
            },
        };
        var repositories = new Option<int?>("--max-repositories") { Description = "Most repositories; no limit unless said", HelpName = "N" };
        var format = OutputFormatOption.Create();
        var command = new Command("limit", "Set what an organization may use (administrators only)") { name, size, repositories, format };
        command.SetServerAction(context, async (parsed, server, cancellationToken) =>
        {
            var quota = new OrganizationQuota { MaxBytes = parsed.GetValue(size), MaxRepositories = parsed.GetValue(repositories) };
            var path = $"{ServerVerb.PathOf(parsed.GetRequiredValue(name))}/limits";
            var changed = await server.PutAsync(path, quota, PlatformJson.Default.OrganizationQuota, PlatformJson.Default.Organization, cancellationToken);
            ShowCommand.Write(context.Out, changed, parsed.GetValue(format));
        });
        return command;
    }
}
