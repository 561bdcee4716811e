using System.Buffers;
using System.Buffers.Binary;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Sockets;

namespace Slipway.Linux.Netlink;

/// <summary>A netlink(7) socket. The owner disposes; not thread safe.</summary>
internal sealed class NetlinkSocket : IDisposable
{
    private const int NetlinkFamily = 16; // AF_NETLINK
    private const int RawType = 3; // SOCK_RAW
    private const int AddressBytes = 12; // sizeof(struct sockaddr_nl)
    private const int ReceiveBytes = 32768; // more than the kernel puts into one answer (NLMSG_GOODSIZE, netlink_dump)

    private readonly byte[] _buffer = new byte[ReceiveBytes];
    private uint _serial;

    /// <param name="protocol">NETLINK_ROUTE 0, NETLINK_KOBJECT_UEVENT 15.</param>
    /// <param name="groups">Multicast groups to hear, as bits.</param>
    /// <param name="nonBlocking">Reads of <see cref="Descriptor"/> never wait.</param>
    public NetlinkSocket(int protocol, uint groups, bool nonBlocking)
    {
        var type = RawType | (int)(OpenFlags.CloseOnExec | (nonBlocking ? OpenFlags.NonBlocking : 0));
        Descriptor = new FileDescriptor(SystemCall.Check(SocketCalls.Create(NetlinkFamily, type, protocol), "socket AF_NETLINK"));
        // struct sockaddr_nl: family u16, pad u16, port u32 (0: the kernel chooses), groups u32
        Span<byte> address = stackalloc byte[AddressBytes];
        address.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(address, NetlinkFamily);
        BinaryPrimitives.WriteUInt32LittleEndian(address[8..], groups);
        SystemCall.Check(SocketCalls.Bind(Descriptor, address, AddressBytes), "bind AF_NETLINK");
    }

    public FileDescriptor Descriptor { get; }

    /// <summary>Sends a request that asks for an acknowledgement and waits for it; 0 or the errno.</summary>
    public int TryRequest(NetlinkMessage message) => TryAsk(message, out _);

    /// <summary>Sends a request and waits for its answer, or its acknowledgement when that is all it asks for.</summary>
    /// <returns>0 or the errno.</returns>
    public int TryAsk(NetlinkMessage message, out NetlinkReply reply)
    {
        Descriptor.WriteAll(message.Finish(++_serial), "netlink");
        while (true)
        {
            var length = Descriptor.Read(_buffer);
            reply = default;
            if (length < 0)
                return -length;
            if (!NetlinkReply.TryParse(_buffer.AsMemory(0, length), out reply) || reply.Serial != _serial)
                continue;
            if (reply.Error is { } errno)
                return errno;
            return 0;
        }
    }

    /// <summary>
    /// Sends several messages as one, one of which asks for an acknowledgement, and reads the first that the kernel says to
    /// them. For non-blocking sockets, which never hang: netfilter answers before the call that sends returns.
    /// </summary>
    /// <returns>0, or the first errno; nothing was done then.</returns>
    public int TryBatch(IReadOnlyList<NetlinkMessage> messages)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var first = _serial + 1;
        foreach (var message in messages)
            bytes.Write(message.Finish(++_serial));
        Descriptor.WriteAll(bytes.WrittenSpan, "netlink");
        while (true)
        {
            var length = Descriptor.Read(_buffer);
            if (length < 0)
                return -length;
            if (NetlinkReply.TryParse(_buffer.AsMemory(0, length), out var reply) && reply.Serial >= first && reply.Error is { } errno)
                return errno;
        }
    }

    /// <summary>Sends a request for everything of a kind, and reads the answers up to the last.</summary>
    /// <returns>0 or the errno.</returns>
    public int TryDump(NetlinkMessage message, Action<NetlinkReply> each)
    {
        Descriptor.WriteAll(message.Finish(++_serial), "netlink");
        while (true)
        {
            var length = Descriptor.Read(_buffer);
            if (length < 0)
                return -length;
            ReadOnlyMemory<byte> rest = _buffer.AsMemory(0, length);
            while (NetlinkReply.TryParse(ref rest, out var reply))
            {
                if (reply.Type == NetlinkReply.Done || reply.Error is not null)
                    return reply.Error ?? 0;
                each(reply);
            }
        }
    }

    public void Dispose() => Descriptor.Dispose();
}
