using System.Net.Sockets;

namespace Slipway.Containerd.Calls;

/// <summary>Connects to a Unix socket, and says why it cannot.</summary>
internal sealed class SocketConnector(string path)
{
    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>; the caller owns the stream.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw Failure(e, path);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What a failed connect(2) means.</summary>
    internal static ContainerdException Failure(SocketException cause, string path) => cause.SocketErrorCode switch
    {
        // ENOENT of a Unix socket.
        SocketError.AddressNotAvailable => new(ContainerdErrorCode.NotRunning, $"there is no socket {path}: start containerd, or name the socket it listens at.", cause),
        SocketError.ConnectionRefused => new(ContainerdErrorCode.NotRunning, $"nobody listens at {path}: containerd has ended; start it.", cause),
        SocketError.AccessDenied => new(
            ContainerdErrorCode.PermissionDenied, $"this user may not use {path}: run as root, or as a member of the group that containerd's configuration gives the socket to.", cause),
        _ => new(ContainerdErrorCode.Unavailable, $"{path} cannot be connected to: {cause.Message}.", cause),
    };
}
