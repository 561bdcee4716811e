using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Slipway.Daemon.Listening;

/// <summary>One address to listen on: <c>http://127.0.0.1:5000</c>, <c>https://[::]:443</c>, <c>https://*:443</c>; port 0 takes a free one.</summary>
internal sealed record ListenAddress(bool IsTls, IPAddress Address, int Port)
{
    /// <summary>Null and the address, or what is wrong with <paramref name="text"/>.</summary>
    public static string? Parse(string text, [NotNullWhen(true)] out ListenAddress? address)
    {
        address = null;
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var colon = text.LastIndexOf(':');
        if (scheme < 0 || colon <= scheme || text[..scheme] is not ("http" or "https"))
            return $"'{text}' is no address to listen on; write http://127.0.0.1:5000 or https://*:443";
        if (!int.TryParse(text[(colon + 1)..].TrimEnd('/'), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > 65535)
            return $"the port of '{text}' is not a number from 0 to 65535";

        var host = text[(scheme + 3)..colon].Trim('[', ']');
        IPAddress? ip;
        if (host == "*")
            ip = IPAddress.IPv6Any;
        else if (host == "localhost")
            ip = IPAddress.Loopback;
        else if (!IPAddress.TryParse(host, out ip))
            return $"'{host}' in '{text}' is not an IP address, localhost or *";
        address = new ListenAddress(text[..scheme] == "https", ip, port);
        return null;
    }

    /// <summary>The address with the port that was really taken.</summary>
    public override string ToString() => $"{(IsTls ? "https" : "http")}://{new IPEndPoint(Address, Port)}";
}
