using Slipway.Linux.Descriptors;
using Slipway.Linux.Sockets;

namespace Slipway.Linux.Vsock;

/// <summary>Connects over vsock(7), as a guest to its host.</summary>
public static class VsockConnection
{
    /// <summary>The context id under which a guest reaches its host (VMADDR_CID_HOST).</summary>
    public const uint HostContextId = 2;

    /// <summary>
    /// Starts to connect and does not wait: the descriptor, non-blocking and the caller's, becomes writable when the peer has accepted, and has an error
    /// when it refuses. Null where there is no vsock, or no device for it.
    /// </summary>
    public static FileDescriptor? TryStart(uint contextId, uint port)
    {
        var number = SystemCall.ErrnoOr(SocketCalls.Create(VsockAddress.Family, VsockAddress.StreamType | (int)(OpenFlags.CloseOnExec | OpenFlags.NonBlocking), 0));
        if (number < 0)
            return null;
        var socket = new FileDescriptor(number);
        Span<byte> address = stackalloc byte[VsockAddress.Bytes];
        VsockAddress.Write(address, contextId, port);
        if (SystemCall.ErrnoOr(SocketCalls.Connect(socket, address, VsockAddress.Bytes)) is 0 or -Errno.InProgress)
            return socket;
        socket.Dispose();
        return null;
    }
}
