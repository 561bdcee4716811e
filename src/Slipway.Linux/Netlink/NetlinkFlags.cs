namespace Slipway.Linux.Netlink;

/// <summary>The flags of a netlink request (linux/netlink.h).</summary>
internal static class NetlinkFlags
{
    public const ushort Request = 0x1; // NLM_F_REQUEST
    public const ushort Acknowledged = Request | 0x4; // NLM_F_ACK
    public const ushort Dump = Request | 0x300; // NLM_F_DUMP
    public const ushort Replace = 0x500; // NLM_F_CREATE | NLM_F_REPLACE
    public const ushort CreateExclusive = 0x600; // NLM_F_CREATE | NLM_F_EXCL
    public const ushort CreateAtEnd = 0xC00; // NLM_F_CREATE | NLM_F_APPEND
}
