using System.Runtime.InteropServices;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Sockets;

/// <summary>Sockets of the families that the runtime does not know (socket(2), bind(2), connect(2)).</summary>
internal static partial class SocketCalls
{
    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Create(int family, int type, int protocol);

    /// <summary>Gives a socket its address, a <c>struct sockaddr</c> of its family.</summary>
    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(FileDescriptor socket, ReadOnlySpan<byte> address, uint length);

    /// <summary>Connects to an address, a <c>struct sockaddr</c> of the socket's family.</summary>
    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(FileDescriptor socket, ReadOnlySpan<byte> address, uint length);
}
