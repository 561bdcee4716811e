using System.CommandLine;
using Slipway.Cli.Servers;

namespace Slipway.Cli.Commands.Auth;

/// <summary><c>slipway auth logout [URL]</c>: forgets a login. The token lives on until it is revoked.</summary>
internal static class LogoutCommand
{
    public static Command Create(CommandContext context)
    {
        var url = new Argument<string?>("URL") { Description = "The server; the current one unless said", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("logout", "Forget the login to a server; its token lives until it is revoked") { url };
        command.SetAction(parsed =>
        {
            var config = new ConfigFile(context.Variable);
            var logins = config.Read();
            var named = parsed.GetValue(url) ?? logins.Current ?? throw new ServerException("you are not logged in to a server.");
            var address = ServerAddress.Parse(named, allowPlainHttp: true).ToString();
            if (!logins.Servers.ContainsKey(address))
                throw new ServerException($"you are not logged in to {address}.");
            var rest = logins.Servers.Where(login => login.Key != address).ToDictionary();
            config.Write(new ServerLogins { Current = logins.Current == address ? rest.Keys.Order(StringComparer.Ordinal).FirstOrDefault() : logins.Current, Servers = rest });
            context.Error.WriteLine($"logged out of {address}");
        });
        return command;
    }
}
