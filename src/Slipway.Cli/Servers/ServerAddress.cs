namespace Slipway.Cli.Servers;

/// <summary>Where a server is: scheme, host and port, nothing else. A token is sent there, so plain http needs the user's word, except on loopback.</summary>
internal sealed record ServerAddress
{
    private ServerAddress(Uri uri) => Uri = uri;

    public Uri Uri { get; }

    /// <summary>Host and, where it is not the scheme's own, port: what images of this server's registry begin with.</summary>
    public string Authority => Uri.Authority;

    /// <summary>Reads an address as people write it; without a scheme it is https.</summary>
    /// <exception cref="ServerException">It is none, or http to another machine without <paramref name="allowPlainHttp"/>.</exception>
    public static ServerAddress Parse(string text, bool allowPlainHttp)
    {
        var full = text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}";
        if (!Uri.TryCreate(full, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.Host.Length == 0
            || uri.UserInfo.Length > 0 || uri.AbsolutePath != "/" || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw new ServerException($"'{text}' is not the address of a server; write https://HOST or https://HOST:PORT.");
        if (uri.Scheme == "http" && !uri.IsLoopback && !allowPlainHttp)
            throw new ServerException($"{uri.GetLeftPart(UriPartial.Authority)} would get the token unencrypted; use https, or say --insecure at 'slipway auth login'.");
        return new ServerAddress(uri);
    }

    /// <summary>One spelling for one server: <c>https://host:port</c>.</summary>
    public override string ToString() => Uri.GetLeftPart(UriPartial.Authority);
}
