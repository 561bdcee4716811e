using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Sockets;

/// <summary>
/// Two connected stream sockets without a name: nothing is left behind however their owners die, and nobody else can connect. Both are
/// close-on-exec. Each end is disposed by whoever holds it; disposing the pair disposes what was not taken.
/// </summary>
public sealed partial class SocketPair : IDisposable
{
    private const int UnixFamily = 1;
    private const int StreamType = 1;

    private NetworkStream? _ours;

    private SocketPair(NetworkStream ours, SafeFileHandle theirs)
    {
        _ours = ours;
        Theirs = theirs;
    }

    /// <summary>The end to hand to a child process; close it here once the child has it, or this process never sees the child's end close.</summary>
    public SafeFileHandle Theirs { get; }

    /// <summary>Makes a pair.</summary>
    /// <exception cref="LinuxException">No descriptors are left.</exception>
    public static SocketPair Create()
    {
        Span<int> ends = stackalloc int[2];
        if (MakePair(UnixFamily, StreamType | (int)OpenFlags.CloseOnExec, 0, ends) < 0)
            throw new LinuxException("socketpair", Marshal.GetLastPInvokeError());
        var theirs = new SafeFileHandle(ends[1], ownsHandle: true);
        var ours = new Socket(new SafeSocketHandle(ends[0], ownsHandle: true));
        return new SocketPair(new NetworkStream(ours, ownsSocket: true), theirs);
    }

    /// <summary>Takes this process's end; it is the caller's from now on.</summary>
    public NetworkStream TakeOurs()
    {
        var ours = _ours ?? throw new InvalidOperationException("this end of the socket pair was taken before");
        _ours = null;
        return ours;
    }

    public void Dispose()
    {
        _ours?.Dispose();
        Theirs.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static partial int MakePair(int family, int type, int protocol, Span<int> ends);
}
