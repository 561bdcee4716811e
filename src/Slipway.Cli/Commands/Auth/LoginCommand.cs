using System.CommandLine;
using Slipway.Cli.Servers;
using Slipway.Contracts.Platform;

namespace Slipway.Cli.Commands.Auth;

/// <summary><c>slipway auth login [URL]</c>: checks a token and keeps it. The token never is an argument, where other users of the machine could see it.</summary>
internal static class LoginCommand
{
    public static Command Create(CommandContext context)
    {
        var url = new Argument<string?>("URL") { Description = "The server, such as https://slipway.example.com; the current one unless said", Arity = ArgumentArity.ZeroOrOne };
        var standardInput = new Option<bool>("--token-stdin") { Description = "Read the token from standard input" };
        var file = new Option<FileInfo?>("--token-file") { Description = "Read the token from a file", HelpName = "FILE" };
        var insecure = new Option<bool>("--insecure") { Description = "Allow plain http to a server that is not this machine: everybody on the way sees the token" };
        var command = new Command("login", "Log in to a server with a token") { url, standardInput, file, insecure };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var config = new ConfigFile(context.Variable);
            var logins = config.Read();
            var named = parsed.GetValue(url) ?? (context.Variable(ServerConnection.AddressVariable) is { Length: > 0 } variable ? variable : logins.Current)
                ?? throw new ServerException("say which server: slipway auth login https://HOST");
            var address = ServerAddress.Parse(named, parsed.GetValue(insecure));
            var token = await TokenInput.ReadAsync(context, parsed.GetValue(standardInput), parsed.GetValue(file), address, cancellationToken);
            var me = await CheckAsync(address, token, cancellationToken);
            var servers = new Dictionary<string, ServerLogin>(logins.Servers) { [address.ToString()] = new() { Token = token, Insecure = parsed.GetValue(insecure) } };
            config.Write(new ServerLogins { Current = address.ToString(), Servers = servers });
            context.Error.WriteLine($"logged in to {address} as {Printable.Text(WhoAmICommand.Describe(me))}; kept in {config.Path}");
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task<Me> CheckAsync(ServerAddress address, string token, CancellationToken cancellationToken)
    {
        if (!TokenText.TryParse(token, out _))
            throw new ServerException($"this is not a token of Slipway's; one begins with {TokenText.Prefix} and has {TokenText.Length} characters.");
        using var server = new ServerClient(address, token);
        return await server.GetAsync("/v1/me", PlatformJson.Default.Me, cancellationToken);
    }
}
