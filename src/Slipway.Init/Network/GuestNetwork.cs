using System.Globalization;
using System.Net;
using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;
using Slipway.Init.Boot;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Netlink;
using Slipway.Linux.Paths;

namespace Slipway.Init.Network;

/// <summary>Loopback, and eth0 with its addresses and default routes.</summary>
internal sealed class GuestNetwork
{
    private const int LoopbackIndex = 1; // always, in the first network namespace
    private const string Device = "eth0";

    private readonly List<IpConfig> _addresses = [];
    private bool _isLoopbackUp;
    private int? _index;
    private int? _mtu;

    /// <summary>Brings up what is not up yet.</summary>
    /// <param name="root">The directory in which /proc and /sys are mounted; empty: the root.</param>
    /// <param name="addresses">Of eth0; null: the machine has no such device.</param>
    /// <param name="mtu">Of eth0, in bytes; null: as it is.</param>
    /// <exception cref="GuestFaultException">eth0 is configured and missing, or the kernel refused a step.</exception>
    public void SetUp(string root, IReadOnlyList<IpConfig>? addresses, int? mtu) => GuestFaultException.Guard(GuestErrorCode.Network, "network", () =>
    {
        List<IpConfig> missing = [];
        foreach (var address in addresses ?? [])
        {
            if (!_addresses.Contains(address))
                missing.Add(address);
        }

        if (_isLoopbackUp && missing.Count == 0 && (addresses is null || (_index is not null && _mtu == mtu)))
            return;
        using var route = new RouteSocket();
        if (!_isLoopbackUp)
            route.SetUp(LoopbackIndex, "lo", null);
        _isLoopbackUp = true;
        if (addresses is null)
            return;
        var index = _index ??= FindDevice(root);
        SetIPv6(root, missing);
        route.SetUp(index, Device, mtu);
        _mtu = mtu;
        Add(route, index, missing);
    });

    /// <summary>Gives eth0 other addresses in place of those it has. Connections over the old ones find nobody any more.</summary>
    /// <exception cref="GuestFaultException">The machine has no eth0, or the kernel refused a step.</exception>
    public void Exchange(IReadOnlyList<IpConfig> addresses) => GuestFaultException.Guard(GuestErrorCode.Network, "network", () =>
    {
        if (_index is not { } index)
            throw new GuestFaultException(GuestErrorCode.Invalid, "the machine has no network device");
        using var route = new RouteSocket();
        foreach (var ip in _addresses)
            route.RemoveAddress(index, IPAddress.Parse(ip.IP), ip.Mask);
        _addresses.Clear();
        List<IpConfig> missing = [.. addresses];
        SetIPv6("", missing);
        Add(route, index, missing);
    });

    private void Add(RouteSocket route, int index, List<IpConfig> missing)
    {
        foreach (var ip in missing)
            route.AddAddress(index, IPAddress.Parse(ip.IP), ip.Mask);
        foreach (var ip in missing)
        {
            if (ip.Gateway is { } gateway)
                route.SetDefaultRoute(index, IPAddress.Parse(gateway));
        }

        _addresses.AddRange(missing);
    }

    // Addresses and routes are the run config's: the machine neither asks routers nor believes them. Without an address of its family IPv6 is off, as
    // in Docker's containers.
    private void SetIPv6(string root, List<IpConfig> addresses)
    {
        var settings = $"{root}/proc/sys/net/ipv6/conf/{Device}";
        var isOn = addresses.Exists(IsV6) || _addresses.Exists(IsV6);
        if (PathStatus.TryRead(settings, followLink: true, out _) is null)
            return;
        SmallFile.WriteControl(settings + "/accept_ra", "0");
        SmallFile.WriteControl(settings + "/disable_ipv6", isOn ? "0" : "1");

        static bool IsV6(IpConfig ip) => ip.IP.Contains(':', StringComparison.Ordinal);
    }

    private static int FindDevice(string root)
    {
        var indexFile = $"{root}/sys/class/net/{Device}/ifindex";
        DeviceWait.Until(indexFile);
        var text = SmallFile.ReadText(indexFile, 64) ?? "";
        return int.Parse(text.AsSpan().Trim(), CultureInfo.InvariantCulture);
    }
}
