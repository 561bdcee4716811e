using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Slipway.Vmm.Machines;

namespace Slipway.Cli.Options;

/// <summary>
/// How a published port is written:
/// <code>
/// [ADDRESS:]PORT:GUEST[/tcp|/udp]     ADDRESS is an IPv4 address, 127.0.0.1 unless said
/// </code>
/// </summary>
internal static class PortSpelling
{
    /// <summary>Reads the form above; null and the fault, half a sentence for the message, for anything else.</summary>
    public static PublishedPort? Parse(string text, out string? fault)
    {
        fault = null;
        var slash = text.LastIndexOf('/');
        var protocol = slash < 0 ? "tcp" : text[(slash + 1)..];
        if (protocol is not ("tcp" or "udp"))
            fault = $"the protocol '{protocol}' is neither tcp nor udp";
        var parts = (slash < 0 ? text : text[..slash]).Split(':');
        var address = IPAddress.Loopback;
        if (parts.Length > 2 && !TryAddress(string.Join(':', parts[..^2]), out address))
            fault ??= $"'{string.Join(':', parts[..^2])}' is no IPv4 address";
        if (parts.Length < 2 || !TryPort(parts[^2], out var host) || !TryPort(parts[^1], out var guest))
        {
            fault ??= "two ports from 1 to 65535 are expected, the host's before the machine's";
            return null;
        }

        return fault is null ? new PublishedPort(address, host, guest, protocol == "udp" ? PortProtocol.Udp : PortProtocol.Tcp) : null;
    }

    private static bool TryAddress(string text, out IPAddress address) =>
        IPAddress.TryParse(text, out address!) && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == text;

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= ushort.MaxValue;
}
