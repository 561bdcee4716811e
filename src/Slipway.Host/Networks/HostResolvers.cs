using System.Net;
using System.Net.Sockets;
using Slipway.Linux.Descriptors;

namespace Slipway.Host.Networks;

/// <summary>
/// The name servers that this host asks (resolv.conf(5)), as far as a machine can ask them too: IPv4, and not on the host's own loopback, which
/// is where systemd-resolved listens; its upstream list is taken instead.
/// </summary>
internal static class HostResolvers
{
    /// <summary>The C library asks no more (MAXNS).</summary>
    private const int MaxServers = 3;

    private const int MaxFileBytes = 64 * 1024;

    private static readonly string[] s_files = ["/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"];

    /// <summary>At most three; empty when the host has none of use.</summary>
    public static IReadOnlyList<IPAddress> Read() =>
        s_files.Select(file => Parse(SmallFile.ReadText(file, MaxFileBytes) ?? "")).FirstOrDefault(servers => servers.Count > 0) ?? [];

    /// <summary>Reads the lines <c>nameserver ADDRESS</c>; all others, and addresses of no use, are passed over.</summary>
    public static IReadOnlyList<IPAddress> Parse(string text) =>
    [
        .. text.Split('\n')
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words is ["nameserver", _, ..])
            .Select(words => IPAddress.TryParse(words[1], out var address) ? address : IPAddress.Loopback)
            .Where(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.Any))
            .Distinct()
            .Take(MaxServers),
    ];
}
