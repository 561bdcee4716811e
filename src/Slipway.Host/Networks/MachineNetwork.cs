using System.Net;
using System.Security.Cryptography;
using Slipway.Contracts.Run;
using Slipway.Host.Machines;
using Slipway.Linux;
using Slipway.Linux.Namespaces;
using Slipway.Linux.Netlink;
using Slipway.Linux.Nftables;
using Slipway.Linux.Taps;
using Slipway.Vmm.Machines;

namespace Slipway.Host.Networks;

/// <summary>
/// The network of one machine, behind this host's packet filter. For root.
/// <code>
///  guest ─ eth0 ┊ tap0 ─ routes ─ eth0 ┊ slipway7 ─ routes, packet filter, NAT ─ the host's own devices
///   the machine ┊ network namespace    ┊ the host
/// </code>
/// </summary>
/// <remarks>
/// Nothing of it outlives this process, whatever ends it. The namespace has no name and is held by a descriptor here and by the VMM inside; the
/// kernel removes it behind the last of them, with the tap and the veth pair, and so the host's end, its addresses and routes. The packet
/// filter's table is owned by a socket here. Published ports are held by sockets here. So there is no list of networks that could be wrong, and
/// nothing to clean up at the next start. Disposing lets go of all this; the kernel removes the devices a moment later.
/// </remarks>
public sealed class MachineNetwork : IDisposable
{
    private const string TapName = "tap0";
    private const string UplinkName = "eth0";
    private const string LoopbackName = "lo";

    /// <summary>The same for all: each guest is alone on its wire, and a machine restored from a snapshot finds the address it knew.</summary>
    private const string GuestMacAddress = "02:53:4c:49:50:01";

    /// <summary>Less specific routes stand for "everywhere else": the default route, and the two halves of it that VPNs set.</summary>
    private const int MaxDefaultPrefix = 7;

    private readonly Stack<IDisposable> _owned;
    private readonly AddressBlock _addresses;
    private readonly IReadOnlyList<IPAddress> _resolvers;

    private MachineNetwork(Stack<IDisposable> owned, NetworkNamespace inside, AddressBlock addresses, IReadOnlyList<IPAddress> resolvers)
    {
        (_owned, _addresses, _resolvers) = (owned, addresses, resolvers);
        Device = new TapNetworkConfig { DeviceName = TapName, Namespace = inside, MacAddress = GuestMacAddress };
    }

    /// <summary>What the VMM is told.</summary>
    public TapNetworkConfig Device { get; }

    /// <summary>What the guest is told: its address and gateway.</summary>
    public IpConfig GuestAddress => new() { IP = $"{_addresses.Guest}", Mask = AddressBlock.PairPrefix, Gateway = $"{_addresses.Gateway}" };

    /// <summary>What the guest is told: whom it asks for names; nobody where it may not ask, or where this host has nobody either.</summary>
    public EtcResolv GuestResolver => new() { Nameservers = [.. _resolvers.Select(resolver => $"{resolver}")] };

    /// <summary>What whoever runs the machine should know; sentences for people.</summary>
    public IReadOnlyList<string> Notices { get; private init; } = [];

    /// <summary>Makes one. The caller disposes it, after the VMM has ended.</summary>
    /// <exception cref="MachineException">This user or kernel may not, a published port cannot be had, or no address is left.</exception>
    /// <exception cref="LinuxException">This kernel lacks something that is needed.</exception>
    public static async Task<MachineNetwork> CreateAsync(MachineNetworkConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var owned = new Stack<IDisposable>();
        try
        {
            return await CreateAsync(config, owned);
        }
        catch (Exception e)
        {
            Release(owned);
            if (e is LinuxException { Errno: Errno.NotPermitted or Errno.Access } denied)
                throw new MachineException($"a tap network needs root ({denied.Message}); run slipway as root, or take --network user.", e);
            if (e is LinuxException { Call: NftSocket.Call } refused)
                throw new MachineException($"this kernel's packet filter refuses what a tap network needs ({refused.Message}); it takes Linux 5.12 with nf_tables and its parts ct, fib, masq, nat and reject.", e);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Release(_owned);

    private static async Task<MachineNetwork> CreateAsync(MachineNetworkConfig config, Stack<IDisposable> owned)
    {
        var ports = PortReservations.Take(config.Ports);
        owned.Push(ports);
        using var route = new RouteSocket();
        var (inside, routeInside) = await NetworkNamespace.CreateAsync(SetUpInside);
        owned.Push(inside);
        // A socket keeps its namespace alive: this one must not stay.
        using (routeInside)
        {
            var addresses = Claim(route, inside);
            ConnectInside(routeInside, addresses);
            var resolvers = config.AllowOutbound ? HostResolvers.Read() : [];
            owned.Push(Filter(route, addresses, config, resolvers));
            ports.TurnAway();
            Connect(route, addresses);
            return new MachineNetwork(owned, inside, addresses, resolvers) { Notices = [.. Forward(config), .. Missing(config, resolvers)] };
        }
    }

    private static RouteSocket SetUpInside()
    {
        NetworkSettings.DisableIpv6("all");
        NetworkSettings.TryForward();
        TapDescriptor.Create(TapName);
        return new RouteSocket();
    }

    /// <summary>
    /// Takes a free block: who has made the device of its name has it. Looks from a random one on, so that the first is hardly ever taken, and what
    /// the kernel still remembers of an ended machine's connections is not about this machine's addresses.
    /// </summary>
    private static AddressBlock Claim(RouteSocket route, NetworkNamespace inside)
    {
        var first = RandomNumberGenerator.GetInt32(AddressBlock.Count);
        for (var i = 0; i < AddressBlock.Count; i++)
        {
            var block = new AddressBlock((first + i) % AddressBlock.Count);
            // Only a route of default kind may lead there: else the addresses are a network's that this host knows.
            if (route.FindRoute(block.Guest) is not > MaxDefaultPrefix && route.TryCreateVeth(block.DeviceName, UplinkName, inside.Handle))
                return block;
        }

        throw new MachineException($"no addresses are left for another machine: all {AddressBlock.Count} blocks of {AddressBlock.Pool} are machines' or lie in networks that this host has routes to; 'ip route' shows them.");
    }

    private static void ConnectInside(RouteSocket route, AddressBlock addresses)
    {
        route.SetUp(route.FindLink(LoopbackName), LoopbackName, null);
        var tap = route.FindLink(TapName);
        route.AddAddress(tap, addresses.Gateway, AddressBlock.PairPrefix);
        route.SetUp(tap, TapName, null);
        var uplink = route.FindLink(UplinkName);
        route.AddAddress(uplink, addresses.MachineEnd, AddressBlock.PairPrefix);
        route.SetUp(uplink, UplinkName, null);
        route.SetDefaultRoute(uplink, addresses.HostEnd);
    }

    /// <summary>Before the device is up, so that no packet is there before the filter.</summary>
    private static NftSocket Filter(RouteSocket route, AddressBlock addresses, MachineNetworkConfig config, IReadOnlyList<IPAddress> resolvers)
    {
        NetworkSettings.DisableIpv6(addresses.DeviceName);
        if (config.Ports.Any(port => IPAddress.IsLoopback(port.HostAddress) || port.HostAddress.Equals(IPAddress.Any)))
            NetworkSettings.RouteLoopback(addresses.DeviceName);
        var filter = new NftSocket();
        try
        {
            filter.Apply(MachineFilter.Build(addresses, route.FindLink(addresses.DeviceName), config, resolvers));
            return filter;
        }
        catch
        {
            filter.Dispose();
            throw;
        }
    }

    private static void Connect(RouteSocket route, AddressBlock addresses)
    {
        var device = route.FindLink(addresses.DeviceName);
        route.AddAddress(device, addresses.HostEnd, AddressBlock.PairPrefix);
        route.SetUp(device, addresses.DeviceName, null);
        route.SetRoute(addresses.Guest, device, addresses.MachineEnd);
    }

    /// <summary>Not needed for what comes in only from the host's own programs.</summary>
    private static IEnumerable<string> Forward(MachineNetworkConfig config)
    {
        if ((config.AllowOutbound || config.Ports.Any(port => !IPAddress.IsLoopback(port.HostAddress))) && NetworkSettings.TryForward())
            yield return "this host now passes packets on, until it restarts: the machine's network needs that, and net.ipv4.ip_forward was 0.";
    }

    private static IEnumerable<string> Missing(MachineNetworkConfig config, IReadOnlyList<IPAddress> resolvers)
    {
        if (config.AllowOutbound && resolvers.Count == 0)
            yield return "the machine can look up no names: /etc/resolv.conf of this host names no IPv4 resolver outside the host's own loopback.";
    }

    private static void Release(Stack<IDisposable> owned)
    {
        while (owned.TryPop(out var last))
            last.Dispose();
    }
}
