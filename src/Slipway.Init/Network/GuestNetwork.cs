using System.Globalization;
using System.Net;
using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;
using Slipway.Init.Boot;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Netlink;

namespace Slipway.Init.Network;

/// <summary>Loopback, and eth0 with its addresses and default routes.</summary>
internal static class GuestNetwork
{
    private const int LoopbackIndex = 1; // always, in the first network namespace
    private const string Device = "eth0";

    /// <summary>Brings the network up.</summary>
    /// <exception cref="GuestFaultException">eth0 is configured and missing, or the kernel refused a step.</exception>
    public static void SetUp(RunConfig config) => GuestFaultException.Guard(GuestErrorCode.Network, "network", () =>
    {
        using var route = new RouteSocket();
        route.SetUp(LoopbackIndex, "lo", null);
        if (config.IPConfigs is not { } addresses)
            return;
        var index = FindDevice();
        route.SetUp(index, Device, config.Mtu);
        Give(route, index, addresses);
    });

    /// <summary>Gives eth0 other addresses in place of those it has. Connections over the old ones find nobody any more.</summary>
    /// <exception cref="GuestFaultException">The kernel refused a step.</exception>
    public static void Exchange(RunConfig old, RunConfig renewed) => GuestFaultException.Guard(GuestErrorCode.Network, "network", () =>
    {
        using var route = new RouteSocket();
        var index = FindDevice();
        foreach (var ip in old.IPConfigs ?? [])
            route.RemoveAddress(index, IPAddress.Parse(ip.IP), ip.Mask);
        Give(route, index, renewed.IPConfigs ?? []);
    });

    private static void Give(RouteSocket route, int index, IReadOnlyList<IpConfig> addresses)
    {
        foreach (var ip in addresses)
            route.AddAddress(index, IPAddress.Parse(ip.IP), ip.Mask);
        foreach (var ip in addresses)
        {
            if (ip.Gateway is { } gateway)
                route.SetDefaultRoute(index, IPAddress.Parse(gateway));
        }
    }

    private static int FindDevice()
    {
        const string IndexFile = $"/sys/class/net/{Device}/ifindex";
        DeviceWait.Until(IndexFile);
        var text = SmallFile.ReadText(IndexFile, 64) ?? "";
        return int.Parse(text.AsSpan().Trim(), CultureInfo.InvariantCulture);
    }
}
