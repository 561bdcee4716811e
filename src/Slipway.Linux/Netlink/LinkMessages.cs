using System.Buffers.Binary;

namespace Slipway.Linux.Netlink;

/// <summary>The requests of rtnetlink(7) that make and change devices (linux/rtnetlink.h, if_link.h, veth.h).</summary>
internal static class LinkMessages
{
    /// <summary>RTM_NEWLINK: the request to make one, and the answer that describes one.</summary>
    public const ushort NewLink = 16;

    private const ushort GetLink = 18;
    private const ushort SetLink = 19;
    private const ushort Request = 0x1; // NLM_F_REQUEST
    private const ushort Acknowledged = 0x5; // NLM_F_REQUEST | NLM_F_ACK
    private const ushort CreateExclusive = 0x600; // NLM_F_CREATE | NLM_F_EXCL
    private const uint Up = 1; // IFF_UP
    private const ushort Name = 3; // IFLA_IFNAME
    private const ushort Mtu = 4;
    private const ushort Info = 18; // IFLA_LINKINFO
    private const ushort InfoKind = 1; // IFLA_INFO_KIND
    private const ushort InfoData = 2;
    private const ushort NamespaceDescriptor = 28; // IFLA_NET_NS_FD
    private const ushort VethPeer = 1; // VETH_INFO_PEER
    private const int InfoBytes = 16; // sizeof(struct ifinfomsg)

    /// <summary>Brings a device up, and sets its MTU when one is given.</summary>
    public static NetlinkMessage SetUp(int index, int? mtu)
    {
        // struct ifinfomsg: family, pad, type u16, index i32, flags u32, change mask u32
        Span<byte> info = stackalloc byte[InfoBytes];
        info.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(info[4..], index);
        BinaryPrimitives.WriteUInt32LittleEndian(info[8..], Up);
        BinaryPrimitives.WriteUInt32LittleEndian(info[12..], Up);
        var message = new NetlinkMessage(SetLink, Acknowledged, info);
        return mtu is { } value ? message.Add(Mtu, (uint)value) : message;
    }

    /// <summary>Asks for the device of a name; the answer is a <see cref="NewLink"/>.</summary>
    public static NetlinkMessage Find(string name)
    {
        Span<byte> none = stackalloc byte[InfoBytes];
        none.Clear();
        return new NetlinkMessage(GetLink, Request, none).Add(Name, name);
    }

    /// <summary>Makes two devices that are each other's other end, the second in another namespace. Fails where a name is taken.</summary>
    public static NetlinkMessage CreateVeth(string name, string peerName, int peerNamespace)
    {
        Span<byte> none = stackalloc byte[InfoBytes];
        none.Clear();
        var peer = none.ToArray();
        return new NetlinkMessage(NewLink, Acknowledged | CreateExclusive, none)
            .Add(Name, name)
            .AddNested(Info, info => info
                .Add(InfoKind, "veth")
                .AddNested(InfoData, data => data
                    .AddNested(VethPeer, other => other
                        .AddFixed(peer)
                        .Add(Name, peerName)
                        .Add(NamespaceDescriptor, (uint)peerNamespace))));
    }
}
