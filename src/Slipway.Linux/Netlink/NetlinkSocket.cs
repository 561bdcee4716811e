using System.Buffers.Binary;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Sockets;

namespace Slipway.Linux.Netlink;

/// <summary>A netlink(7) socket. The owner disposes; not thread safe.</summary>
internal sealed class NetlinkSocket : IDisposable
{
    private const int NetlinkFamily = 16; // AF_NETLINK
    private const int RawType = 3; // SOCK_RAW
    private const ushort ErrorType = 2; // NLMSG_ERROR
    private const int AddressBytes = 12; // sizeof(struct sockaddr_nl)
    private const int ReceiveBytes = 8192;

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
    public int TryRequest(NetlinkMessage message)
    {
        Descriptor.WriteAll(message.Finish(++_serial), "netlink");
        Span<byte> reply = stackalloc byte[ReceiveBytes];
        while (true)
        {
            var length = Descriptor.Read(reply);
            if (length < 0)
                return -length;
            if (length < NetlinkMessage.HeaderBytes + sizeof(int) || BinaryPrimitives.ReadUInt32LittleEndian(reply[8..]) != _serial)
                continue;
            if (BinaryPrimitives.ReadUInt16LittleEndian(reply[4..]) == ErrorType)
                return -BinaryPrimitives.ReadInt32LittleEndian(reply[NetlinkMessage.HeaderBytes..]);
        }
    }

    public void Dispose() => Descriptor.Dispose();
}
