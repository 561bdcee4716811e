using System.Net;

namespace Slipway.Linux.Netlink;

/// <summary>Network devices, addresses and routes of this kernel (rtnetlink(7)). Needs CAP_NET_ADMIN. The owner disposes.</summary>
public sealed class RouteSocket : IDisposable
{
    private readonly NetlinkSocket _socket = new(0, 0, nonBlocking: false);

    /// <summary>Brings a device up, and sets its MTU in bytes when one is given.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public void SetUp(int index, string name, int? mtu) => Request(RouteMessages.LinkUp(index, mtu), "bring up", name);

    /// <summary>Gives a device an address; an IPv6 one is usable at once, without duplicate detection.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public void AddAddress(int index, IPAddress address, int prefixLength) =>
        Request(RouteMessages.Address(index, address, prefixLength), "add address", $"{address}/{prefixLength}");

    /// <summary>Sets the default route of the gateway's family.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public void SetDefaultRoute(int index, IPAddress gateway) => Request(RouteMessages.DefaultRoute(index, gateway), "set default route via", $"{gateway}");

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Request(NetlinkMessage message, string call, string subject)
    {
        var errno = _socket.TryRequest(message);
        if (errno != 0)
            throw new LinuxException(call, errno, subject);
    }
}
