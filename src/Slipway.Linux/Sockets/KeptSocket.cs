using System.Net.Sockets;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Sockets;

/// <summary>
/// A Unix socket's file that another program listens on, held open, so that it can be connected to when its name is gone, and however long its path
/// was (a socket's address has room for 107 bytes). Thread safe. The owner disposes; connections go on.
/// </summary>
public sealed class KeptSocket : IDisposable
{
    private readonly FileDescriptor _file;

    private KeptSocket(FileDescriptor file) => _file = file;

    /// <summary>Takes hold of a socket; null when there is none of that name.</summary>
    /// <exception cref="LinuxException">It may not be opened.</exception>
    public static KeptSocket? TryOpen(string path)
    {
        var file = FileDescriptor.TryOpen(path, OpenFlags.PathOnly | OpenFlags.NoFollow, out var errno);
        if (file is null)
            return errno == Errno.NoEntry ? null : throw new LinuxException("open", errno, path);
        return new KeptSocket(file);
    }

    /// <summary>A new connection, the caller's.</summary>
    /// <exception cref="SocketException">Nobody listens, or not yet.</exception>
    public async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint($"/proc/self/fd/{_file.Number}"), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();
}
