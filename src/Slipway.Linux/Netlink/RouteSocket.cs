using System.Net;
using System.Runtime.InteropServices;

namespace Slipway.Linux.Netlink;

/// <summary>
/// Network devices, addresses and routes (rtnetlink(7)) of the network namespace in which this was made; it stays with that, whichever thread
/// uses it later. Changes need CAP_NET_ADMIN. Not thread safe. The owner disposes.
/// </summary>
public sealed class RouteSocket : IDisposable
{
    private readonly NetlinkSocket _socket = new(0, 0, nonBlocking: false);

    /// <summary>Brings a device up, and sets its MTU in bytes when one is given.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public void SetUp(int index, string name, int? mtu) => Request(LinkMessages.SetUp(index, mtu), "bring up", name);

    /// <summary>Gives a device an address; an IPv6 one is usable at once, without duplicate detection.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public void AddAddress(int index, IPAddress address, int prefixLength) =>
        Request(RouteMessages.Address(index, address, prefixLength), "add address", $"{address}/{prefixLength}");

    /// <summary>Takes an address from a device; without effect where it does not have it.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public void RemoveAddress(int index, IPAddress address, int prefixLength)
    {
        var errno = _socket.TryRequest(RouteMessages.NoAddress(index, address, prefixLength));
        if (errno != Errno.AddressNotAvailable)
            Check(errno, "remove address", $"{address}/{prefixLength}");
    }

    /// <summary>Sets the default route of the gateway's family.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public void SetDefaultRoute(int index, IPAddress gateway) => Request(RouteMessages.DefaultRoute(index, gateway), "set default route via", $"{gateway}");

    /// <summary>Sets the route to one address.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public void SetRoute(IPAddress destination, int index, IPAddress gateway) =>
        Request(RouteMessages.RouteTo(destination, index, gateway), "set route to", $"{destination} via {gateway}");

    /// <summary>The index of a device.</summary>
    /// <exception cref="LinuxException">There is none of this name.</exception>
    public int FindLink(string name)
    {
        Check(_socket.TryAsk(LinkMessages.Find(name), out var reply), "find device", name);
        return RouteReplies.LinkIndex(reply) ?? throw new LinuxException("find device", Errno.NoDevice, name);
    }

    /// <summary>How specific the route is that this host has to an address, in leading bits; 0 for a default route, null for none at all.</summary>
    public int? FindRoute(IPAddress destination) =>
        _socket.TryAsk(RouteMessages.Find(destination), out var reply) == 0 ? RouteReplies.PrefixLength(reply) : null;

    /// <summary>Makes a pair of Ethernet devices (veth(4)), the second in another namespace; both go with either. False when the name is taken here.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public bool TryCreateVeth(string name, string peerName, SafeHandle peerNamespace)
    {
        ArgumentNullException.ThrowIfNull(peerNamespace);
        var errno = _socket.TryRequest(LinkMessages.CreateVeth(name, peerName, (int)peerNamespace.DangerousGetHandle()));
        GC.KeepAlive(peerNamespace);
        if (errno == Errno.Exists)
            return false;
        Check(errno, "create veth", name);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Request(NetlinkMessage message, string call, string subject) => Check(_socket.TryRequest(message), call, subject);

    private static void Check(int errno, string call, string subject)
    {
        if (errno != 0)
            throw new LinuxException(call, errno, subject);
    }
}
