using System.Buffers.Binary;

namespace Slipway.Linux.Netlink;

/// <summary>The answers of rtnetlink(7) that are read here.</summary>
internal static class RouteReplies
{
    // struct ifinfomsg: index i32 at 4; struct rtmsg: destination's prefix length u8 at 1.
    private const int LinkBytes = 16;
    private const int IndexOffset = 4;
    private const int RouteBytes = 12;
    private const int PrefixOffset = 1;

    /// <summary>The index of the device that an answer describes; null when it describes none.</summary>
    public static int? LinkIndex(NetlinkReply reply) => reply is { Type: LinkMessages.NewLink, Body.Length: >= LinkBytes }
        ? BinaryPrimitives.ReadInt32LittleEndian(reply.Body.Span[IndexOffset..])
        : null;

    /// <summary>How many leading bits the entry of the routing tables fixes that an answer describes; null when it describes none.</summary>
    public static int? PrefixLength(NetlinkReply reply) => reply is { Type: RouteMessages.NewRoute, Body.Length: >= RouteBytes }
        ? reply.Body.Span[PrefixOffset]
        : null;
}
