using System.CommandLine;
using Slipway.Cli.Servers;
using Slipway.Contracts.Platform;

namespace Slipway.Cli.Commands.Repositories;

/// <summary><c>slipway repos show NAME</c>.</summary>
internal static class ShowCommand
{
    public static Command Create(CommandContext context)
    {
        var name = RepositoryCommand.Argument();
        var organization = ServerVerb.OrganizationOption();
        var format = OutputFormatOption.Create();
        var command = new Command("show", "Print when a repository was first pushed to, and what is kept in it") { name, organization, format };
        command.SetServerAction(context, async (parsed, server, cancellationToken) =>
        {
            var path = await RepositoryCommand.PathAsync(server, parsed.GetValue(organization), parsed.GetRequiredValue(name), cancellationToken);
            Write(context.Out, await server.GetAsync(path, PlatformJson.Default.Repository, cancellationToken), parsed.GetValue(format));
        });
        return command;
    }

    public static void Write(TextWriter output, Repository repository, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            ServerVerb.WriteJson(output, repository, ServerReports.Default.Repository);
            return;
        }

        output.WriteLine($"name           {Printable.Text(repository.Name)}");
        output.WriteLine($"first push     {Moment.Show(repository.FirstPushAt)}");
        output.WriteLine($"keep tags      {ListCommand.ShowTags(repository.Retention)}");
        output.WriteLine($"keep untagged  {ListCommand.ShowUntagged(repository.Retention)}");
    }
}
