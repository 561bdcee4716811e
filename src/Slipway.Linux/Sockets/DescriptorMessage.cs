using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Sockets;

/// <summary>Sends an open file along with bytes over a Unix socket (unix(7), SCM_RIGHTS): whoever receives the bytes has the file too.</summary>
public static unsafe partial class DescriptorMessage
{
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int Rights = 1; // SCM_RIGHTS
    private const int NoSignal = 0x4000; // MSG_NOSIGNAL

    /// <summary>Sends all bytes and the descriptor in one message; the caller keeps both.</summary>
    /// <param name="bytes">Few: they must fit into what the socket has room for.</param>
    /// <exception cref="LinuxException">The other end is closed, or there is no room.</exception>
    public static void Send(Socket socket, ReadOnlySpan<byte> bytes, SafeFileHandle file)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(file);
        var added = false;
        try
        {
            file.DangerousAddRef(ref added);
            fixed (byte* content = bytes)
            {
                var vector = new Vector { Base = content, Length = (nuint)bytes.Length };
                var control = new Control { Length = (nuint)(sizeof(nuint) + (3 * sizeof(int))), Level = SocketLevel, Type = Rights, Descriptor = (int)file.DangerousGetHandle() };
                var message = new Message { Vectors = &vector, VectorCount = 1, Control = &control, ControlLength = (nuint)sizeof(Control) };
                var sent = SystemCall.Check(SendMessage(socket.SafeHandle, &message, NoSignal), "sendmsg");
                if (sent != bytes.Length)
                    throw new LinuxException("sendmsg", Errno.NoBufferSpace, $"{sent} of {bytes.Length} bytes went");
            }
        }
        finally
        {
            if (added)
                file.DangerousRelease();
        }
    }

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(SafeHandle socket, Message* message, int flags);

    /// <summary>struct iovec.</summary>
    private struct Vector
    {
        public byte* Base;
        public nuint Length;
    }

    /// <summary>struct msghdr.</summary>
    private struct Message
    {
        public void* Name;
        public uint NameLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public Control* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>struct cmsghdr with one descriptor, padded as CMSG_SPACE wants it.</summary>
    private struct Control
    {
        public nuint Length;
        public int Level;
        public int Type;
        public int Descriptor;
        public int Padding;
    }
}
