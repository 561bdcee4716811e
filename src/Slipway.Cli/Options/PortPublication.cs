using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Slipway.Cli.Options;

/// <summary>
/// One <c>-p</c>: a port of this host that leads to a port of the machine.
/// <code>
/// [ADDRESS:]PORT:GUEST[/tcp|/udp]     ADDRESS is 127.0.0.1 unless said, an IPv6 one stands in brackets
/// </code>
/// </summary>
/// <param name="Address">Where this host listens.</param>
internal sealed record PortPublication(IPAddress Address, int HostPort, int GuestPort, bool IsUdp)
{
    /// <summary>Reads the form above; the fault is a half sentence for the message, or null.</summary>
    public static PortPublication? Parse(string text, out string? fault)
    {
        fault = null;
        var (ports, protocol) = Split(text, '/');
        if (protocol is not (null or "tcp" or "udp"))
            fault = $"the protocol '{protocol}' is neither tcp nor udp";
        var colon = ports.LastIndexOf(':');
        var before = colon < 0 ? "" : ports[..colon];
        var address = IPAddress.Loopback;
        var hostColon = before.LastIndexOf(':');
        if (hostColon >= 0)
        {
            var written = before[..hostColon];
            var isBracketed = written is ['[', .., ']'];
            if (!IPAddress.TryParse(isBracketed ? written[1..^1] : written, out address!) || isBracketed != (address.AddressFamily == AddressFamily.InterNetworkV6))
                fault ??= $"'{written}' is no address (an IPv6 one stands in brackets)";
        }

        if (!TryPort(before[(hostColon + 1)..], out var host) || !TryPort(ports[(colon + 1)..], out var guest))
        {
            fault ??= "two ports from 1 to 65535 are expected, the host's before the machine's";
            return null;
        }

        return fault is null ? new PortPublication(address, host, guest, protocol == "udp") : null;
    }

    private static (string Before, string? After) Split(string text, char separator)
    {
        var at = text.LastIndexOf(separator);
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= ushort.MaxValue;
}
