using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Slipway.Linux.Netlink;

/// <summary>The requests of rtnetlink(7) that bring a network up (linux/rtnetlink.h, if_link.h, if_addr.h).</summary>
internal static class RouteMessages
{
    private const ushort SetLink = 19; // RTM_SETLINK
    private const ushort NewAddress = 20;
    private const ushort NewRoute = 24;
    private const ushort Acknowledged = 0x5; // NLM_F_REQUEST | NLM_F_ACK
    private const ushort Replace = 0x500; // NLM_F_CREATE | NLM_F_REPLACE
    private const uint Up = 1; // IFF_UP
    private const ushort LinkMtu = 4; // IFLA_MTU
    private const ushort AddressValue = 1; // IFA_ADDRESS
    private const ushort LocalAddress = 2; // IFA_LOCAL
    private const byte NoDuplicateDetection = 2; // IFA_F_NODAD
    private const ushort RouteOutput = 4; // RTA_OIF
    private const ushort RouteGateway = 5; // RTA_GATEWAY
    private const byte MainTable = 254;
    private const byte BootProtocol = 3; // RTPROT_BOOT
    private const byte Unicast = 1; // RTN_UNICAST
    private const byte OnLinkFlag = 4; // RTNH_F_ONLINK

    /// <summary>Brings a device up, and sets its MTU when one is given.</summary>
    public static NetlinkMessage LinkUp(int index, int? mtu)
    {
        // struct ifinfomsg: family, pad, type u16, index i32, flags u32, change mask u32
        Span<byte> info = stackalloc byte[16];
        info.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(info[4..], index);
        BinaryPrimitives.WriteUInt32LittleEndian(info[8..], Up);
        BinaryPrimitives.WriteUInt32LittleEndian(info[12..], Up);
        var message = new NetlinkMessage(SetLink, Acknowledged, info);
        return mtu is { } value ? message.Add(LinkMtu, (uint)value) : message;
    }

    /// <summary>Gives a device an address. IPv6 addresses skip duplicate detection: they are ours by assignment, and usable at once.</summary>
    public static NetlinkMessage Address(int index, IPAddress address, int prefixLength)
    {
        // struct ifaddrmsg: family, prefix length, flags, scope, index u32
        Span<byte> info = stackalloc byte[8];
        info[0] = FamilyOf(address);
        info[1] = (byte)prefixLength;
        info[2] = address.AddressFamily == AddressFamily.InterNetworkV6 ? NoDuplicateDetection : (byte)0;
        info[3] = 0;
        BinaryPrimitives.WriteInt32LittleEndian(info[4..], index);
        var bytes = address.GetAddressBytes();
        return new NetlinkMessage(NewAddress, Acknowledged | Replace, info).Add(LocalAddress, bytes).Add(AddressValue, bytes);
    }

    /// <summary>Sets the default route of the gateway's family. The gateway need not be inside a prefix of the device.</summary>
    public static NetlinkMessage DefaultRoute(int index, IPAddress gateway)
    {
        // struct rtmsg: family, dst len, src len, tos, table, protocol, scope, type, flags u32
        Span<byte> info = stackalloc byte[12];
        info.Clear();
        info[0] = FamilyOf(gateway);
        info[4] = MainTable;
        info[5] = BootProtocol;
        info[7] = Unicast;
        info[8] = OnLinkFlag;
        return new NetlinkMessage(NewRoute, Acknowledged | Replace, info).Add(RouteGateway, gateway.GetAddressBytes()).Add(RouteOutput, (uint)index);
    }

    // AF_INET and AF_INET6 of Linux; .NET's numbers are Windows'.
    private static byte FamilyOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? (byte)2 : (byte)10;
}
