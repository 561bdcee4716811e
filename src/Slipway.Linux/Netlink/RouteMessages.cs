using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Slipway.Linux.Netlink;

/// <summary>The requests of rtnetlink(7) about addresses and routes (linux/rtnetlink.h, if_addr.h).</summary>
internal static class RouteMessages
{
    /// <summary>RTM_NEWROUTE: the request to make one, and the answer that describes one.</summary>
    public const ushort NewRoute = 24;

    private const ushort NewAddress = 20; // RTM_NEWADDR
    private const ushort DeleteAddress = 21; // RTM_DELADDR
    private const ushort GetRoute = 26;
    private const ushort AddressValue = 1; // IFA_ADDRESS
    private const ushort LocalAddress = 2; // IFA_LOCAL
    private const byte NoDuplicateDetection = 2; // IFA_F_NODAD
    private const ushort RouteDestination = 1; // RTA_DST
    private const ushort RouteOutput = 4; // RTA_OIF
    private const ushort RouteGateway = 5; // RTA_GATEWAY
    private const byte MainTable = 254;
    private const byte BootProtocol = 3; // RTPROT_BOOT
    private const byte Unicast = 1; // RTN_UNICAST
    private const byte OnLinkFlag = 4; // RTNH_F_ONLINK
    private const uint MatchedEntry = 0x2000; // RTM_F_FIB_MATCH
    public const int RouteBytes = 12; // sizeof(struct rtmsg)

    /// <summary>Gives a device an address. IPv6 addresses skip duplicate detection: they are ours by assignment, and usable at once.</summary>
    public static NetlinkMessage Address(int index, IPAddress address, int prefixLength) =>
        AboutAddress(NewAddress, NetlinkFlags.Acknowledged | NetlinkFlags.Replace, index, address, prefixLength);

    /// <summary>Takes an address from a device.</summary>
    public static NetlinkMessage NoAddress(int index, IPAddress address, int prefixLength) =>
        AboutAddress(DeleteAddress, NetlinkFlags.Acknowledged, index, address, prefixLength);

    private static NetlinkMessage AboutAddress(ushort type, ushort flags, int index, IPAddress address, int prefixLength)
    {
        // struct ifaddrmsg: family, prefix length, flags, scope, index u32
        Span<byte> info = stackalloc byte[8];
        info[0] = FamilyOf(address);
        info[1] = (byte)prefixLength;
        info[2] = address.AddressFamily == AddressFamily.InterNetworkV6 ? NoDuplicateDetection : (byte)0;
        info[3] = 0;
        BinaryPrimitives.WriteInt32LittleEndian(info[4..], index);
        var bytes = address.GetAddressBytes();
        return new NetlinkMessage(type, flags, info).Add(LocalAddress, bytes).Add(AddressValue, bytes);
    }

    /// <summary>Sets the default route of the gateway's family. The gateway need not be inside a prefix of the device.</summary>
    public static NetlinkMessage DefaultRoute(int index, IPAddress gateway) => Via(FamilyOf(gateway), 0, index, gateway);

    /// <summary>Sets the route to one address.</summary>
    public static NetlinkMessage RouteTo(IPAddress destination, int index, IPAddress gateway)
    {
        var bytes = destination.GetAddressBytes();
        return Via(FamilyOf(destination), (byte)(8 * bytes.Length), index, gateway).Add(RouteDestination, bytes);
    }

    /// <summary>Asks which entry of the routing tables an address falls under; the answer is a <see cref="NewRoute"/>, or an error for none.</summary>
    public static NetlinkMessage Find(IPAddress destination)
    {
        var bytes = destination.GetAddressBytes();
        Span<byte> info = stackalloc byte[RouteBytes];
        info.Clear();
        info[0] = FamilyOf(destination);
        info[1] = (byte)(8 * bytes.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(info[8..], MatchedEntry);
        return new NetlinkMessage(GetRoute, NetlinkFlags.Request, info).Add(RouteDestination, bytes);
    }

    private static NetlinkMessage Via(byte family, byte prefixLength, int index, IPAddress gateway)
    {
        // struct rtmsg: family, dst len, src len, tos, table, protocol, scope, type, flags u32
        Span<byte> info = stackalloc byte[RouteBytes];
        info.Clear();
        info[0] = family;
        info[1] = prefixLength;
        info[4] = MainTable;
        info[5] = BootProtocol;
        info[7] = Unicast;
        info[8] = OnLinkFlag;
        return new NetlinkMessage(NewRoute, NetlinkFlags.Acknowledged | NetlinkFlags.Replace, info).Add(RouteGateway, gateway.GetAddressBytes()).Add(RouteOutput, (uint)index);
    }

    // AF_INET and AF_INET6 of Linux; .NET's numbers are Windows'.
    private static byte FamilyOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? (byte)2 : (byte)10;
}
