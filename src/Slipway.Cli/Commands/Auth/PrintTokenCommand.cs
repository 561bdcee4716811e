using System.CommandLine;
using Slipway.Cli.Servers;

namespace Slipway.Cli.Commands.Auth;

/// <summary><c>slipway auth token</c>: the token in use, for pipes: <c>slipway auth token | docker login -u x --password-stdin HOST</c>.</summary>
internal static class PrintTokenCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("token", "Print the token in use, to be piped into 'docker login -u x --password-stdin HOST'");
        command.SetServerAction(context, (_, server, _) => context.Out.WriteLineAsync(server.Token));
        return command;
    }
}
