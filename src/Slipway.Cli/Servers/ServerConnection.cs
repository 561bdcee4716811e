namespace Slipway.Cli.Servers;

/// <summary>Finds the server and the token that a verb uses: the environment's, else the current login's.</summary>
internal static class ServerConnection
{
    public const string AddressVariable = "SLIPWAY_API_URL";
    public const string TokenVariable = "SLIPWAY_TOKEN";

    /// <summary>A client for the server in use. The caller disposes it.</summary>
    /// <exception cref="ServerException">There is no server or no token for it.</exception>
    public static ServerClient Open(CommandContext context)
    {
        var logins = new ConfigFile(context.Variable).Read();
        var named = context.Variable(AddressVariable) is { Length: > 0 } variable ? variable : logins.Current;
        if (named is null)
            throw new ServerException("you are not logged in to a server; run 'slipway auth login URL'.");
        var address = AddressOf(logins, named);
        var token = context.Variable(TokenVariable) is { Length: > 0 } given ? given.Trim() : logins.Servers.GetValueOrDefault(address.ToString())?.Token;
        return token is not null
            ? new ServerClient(address, token)
            : throw new ServerException($"you are not logged in to {address}; run 'slipway auth login {address}', or set {TokenVariable}.");
    }

    /// <summary>The token for the registry at this host and port; null when the user is not logged in to a server there.</summary>
    public static string? FindToken(string registry)
    {
        if (Environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 } named && Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } given
            && ServerAddress.Parse(named, allowPlainHttp: true).Authority == registry)
            return given.Trim();
        var logins = new ConfigFile(Environment.GetEnvironmentVariable).Read();
        return logins.Servers.FirstOrDefault(login => ServerAddress.Parse(login.Key, allowPlainHttp: true).Authority == registry).Value?.Token;
    }

    private static ServerAddress AddressOf(ServerLogins logins, string named)
    {
        var address = ServerAddress.Parse(named, allowPlainHttp: true);
        return ServerAddress.Parse(named, logins.Servers.GetValueOrDefault(address.ToString())?.Insecure ?? false);
    }
}
