using System.Buffers.Binary;

namespace Slipway.Linux.Netlink;

/// <summary>One message from the kernel (the layout is drawn at <see cref="NetlinkMessage"/>). The memory is the socket's, valid until its next read.</summary>
/// <param name="Type">NLMSG_ERROR for an error or an acknowledgement, else the family's.</param>
/// <param name="Serial">The request's.</param>
/// <param name="Body">What follows the header.</param>
internal readonly record struct NetlinkReply(ushort Type, uint Serial, ReadOnlyMemory<byte> Body)
{
    /// <summary>NLMSG_DONE: the last message of an answer of many.</summary>
    public const ushort Done = 3;

    private const ushort ErrorType = 2; // NLMSG_ERROR

    /// <summary>0 for an acknowledgement, an errno for an error; null for any other message.</summary>
    public int? Error => Type == ErrorType && Body.Length >= sizeof(int) ? -BinaryPrimitives.ReadInt32LittleEndian(Body.Span) : null;

    /// <summary>Reads the first message of a datagram; false when it is cut short.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> datagram, out NetlinkReply reply) => TryParse(ref datagram, out reply);

    /// <summary>Reads the next message of a datagram and moves behind it; false at the end.</summary>
    public static bool TryParse(ref ReadOnlyMemory<byte> datagram, out NetlinkReply reply)
    {
        reply = default;
        var bytes = datagram.Span;
        if (bytes.Length < NetlinkMessage.HeaderBytes)
            return false;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (length < NetlinkMessage.HeaderBytes || length > bytes.Length)
            return false;
        reply = new NetlinkReply(
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
            datagram[NetlinkMessage.HeaderBytes..(int)length]);
        datagram = datagram[Math.Min(NetlinkMessage.Align((int)length), datagram.Length)..];
        return true;
    }
}
