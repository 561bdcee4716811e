using System.CommandLine;

namespace Slipway.Cli.Commands.Auth;

/// <summary><c>slipway auth</c>: logins to servers.</summary>
internal static class AuthCommand
{
    public static Command Create(CommandContext context) => new("auth", "Log in to a server, and let docker and podman use it")
    {
        LoginCommand.Create(context),
        LogoutCommand.Create(context),
        WhoAmICommand.Create(context),
        PrintTokenCommand.Create(context),
        DockerCommand.Create(context),
    };
}
