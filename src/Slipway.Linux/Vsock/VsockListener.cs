using System.Runtime.InteropServices;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Sockets;

namespace Slipway.Linux.Vsock;

/// <summary>Listens on a port of the guest's own address (vsock(7)). .NET knows no such family, hence the calls. The owner disposes.</summary>
public sealed partial class VsockListener : IDisposable
{
    private const OpenFlags Flags = OpenFlags.CloseOnExec | OpenFlags.NonBlocking;
    private const uint AnyContext = uint.MaxValue; // VMADDR_CID_ANY
    private const int Backlog = 1;

    private VsockListener(FileDescriptor descriptor) => Descriptor = descriptor;

    /// <summary>Becomes readable when a peer connects; non-blocking.</summary>
    public FileDescriptor Descriptor { get; }

    /// <summary>Listens; null when this kernel has no vsock.</summary>
    public static VsockListener? TryListen(uint port)
    {
        var number = SystemCall.ErrnoOr(SocketCalls.Create(VsockAddress.Family, VsockAddress.StreamType | (int)Flags, 0));
        if (number < 0)
            return null;
        var socket = new FileDescriptor(number);
        Span<byte> address = stackalloc byte[VsockAddress.Bytes];
        VsockAddress.Write(address, AnyContext, port);
        if (SocketCalls.Bind(socket, address, VsockAddress.Bytes) == 0 && Listen(socket, Backlog) == 0)
            return new VsockListener(socket);
        socket.Dispose();
        return null;
    }

    /// <summary>The next connection, non-blocking; null when there is none.</summary>
    public FileDescriptor? TryAccept()
    {
        var number = SystemCall.ErrnoOr(Accept(Descriptor, 0, 0, Flags));
        return number < 0 ? null : new FileDescriptor(number);
    }

    /// <inheritdoc/>
    public void Dispose() => Descriptor.Dispose();

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    private static partial int Listen(FileDescriptor socket, int backlog);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    private static partial int Accept(FileDescriptor socket, nint address, nint length, OpenFlags flags);
}
