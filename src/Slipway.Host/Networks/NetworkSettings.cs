using Slipway.Linux;
using Slipway.Linux.Descriptors;

namespace Slipway.Host.Networks;

/// <summary>The kernel's switches for networks (Linux, Documentation/networking/ip-sysctl.rst), of the calling thread's network namespace.</summary>
internal static class NetworkSettings
{
    private const string Forwarding = "/proc/sys/net/ipv4/ip_forward";

    /// <summary>Lets this host pass packets on; false when it did already.</summary>
    public static bool TryForward()
    {
        if (SmallFile.ReadText(Forwarding, 16)?.Trim() == "1")
            return false;
        SmallFile.WriteControl(Forwarding, "1");
        return true;
    }

    /// <summary>Switches IPv6 off for a device, or for <c>all</c> that there are and will be. Without effect where the kernel has none.</summary>
    public static void DisableIpv6(string device)
    {
        try
        {
            SmallFile.WriteControl($"/proc/sys/net/ipv6/conf/{device}/disable_ipv6", "1");
        }
        catch (LinuxException e) when (e.Errno == Errno.NoEntry)
        {
            // ipv6.disable=1
        }
    }

    /// <summary>Lets packets from and to the host's loopback addresses pass a device.</summary>
    public static void RouteLoopback(string device) => SmallFile.WriteControl($"/proc/sys/net/ipv4/conf/{device}/route_localnet", "1");
}
