using System.Net;
using System.Net.Sockets;

namespace Slipway.Oci.Registry;

/// <summary>Puts addresses into zones (IANA special-purpose address registries, RFC 6890).</summary>
internal static class NetworkZones
{
    private static readonly (IPNetwork Network, NetworkZone Zone)[] s_special =
    [
        (IPNetwork.Parse("0.0.0.0/8"), NetworkZone.Loopback), // Linux connects to itself
        (IPNetwork.Parse("127.0.0.0/8"), NetworkZone.Loopback),
        (IPNetwork.Parse("10.0.0.0/8"), NetworkZone.Private),
        (IPNetwork.Parse("100.64.0.0/10"), NetworkZone.Private),
        (IPNetwork.Parse("172.16.0.0/12"), NetworkZone.Private),
        (IPNetwork.Parse("192.0.0.0/24"), NetworkZone.Private),
        (IPNetwork.Parse("192.168.0.0/16"), NetworkZone.Private),
        (IPNetwork.Parse("198.18.0.0/15"), NetworkZone.Private),
        (IPNetwork.Parse("169.254.0.0/16"), NetworkZone.Forbidden),
        (IPNetwork.Parse("224.0.0.0/3"), NetworkZone.Forbidden),
        (IPNetwork.Parse("::/127"), NetworkZone.Loopback),
        (IPNetwork.Parse("fd00:ec2::/32"), NetworkZone.Forbidden), // Amazon's metadata service
        (IPNetwork.Parse("fc00::/7"), NetworkZone.Private),
        (IPNetwork.Parse("fec0::/10"), NetworkZone.Private),
        (IPNetwork.Parse("fe80::/10"), NetworkZone.Forbidden),
        (IPNetwork.Parse("ff00::/8"), NetworkZone.Forbidden),
    ];

    private static readonly IPNetwork s_nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork s_6to4 = IPNetwork.Parse("2002::/16");

    /// <summary>The zone of <paramref name="address"/>; IPv4 inside IPv6 counts as what it leads to.</summary>
    public static NetworkZone Of(IPAddress address)
    {
        var plain = Unwrap(address);
        foreach (var (network, zone) in s_special)
        {
            if (network.Contains(plain))
                return zone;
        }

        return NetworkZone.Public;
    }

    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();

        var bytes = address.GetAddressBytes();
        if (s_nat64.Contains(address))
            return new IPAddress(bytes.AsSpan(12, 4));
        return s_6to4.Contains(address) ? new IPAddress(bytes.AsSpan(2, 4)) : address;
    }
}
