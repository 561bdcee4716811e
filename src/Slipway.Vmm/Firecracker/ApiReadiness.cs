using System.Net.Sockets;
using Slipway.Linux.Sockets;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Firecracker;

/// <summary>Waits until a Firecracker that was just started takes connections on its API.</summary>
internal static class ApiReadiness
{
    // Its socket appears with bind(2) and takes connections from listen(2) on, of which no event tells: hence a look every millisecond. It takes ten or so.
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(1);

    /// <summary>The API's socket, held open; the caller's.</summary>
    /// <param name="path">Where it will be.</param>
    /// <exception cref="VmmException">The process ended first.</exception>
    public static async Task<KeptSocket> WaitAsync(string path, FirecrackerProcess process, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryOpenAsync(path, cancellationToken) is { } socket)
                return socket;
            if (process.Exited.IsCompleted)
                throw new VmmException("it ended before its API was there");
            await Task.Delay(s_interval, time, cancellationToken);
        }
    }

    private static async Task<KeptSocket?> TryOpenAsync(string path, CancellationToken cancellationToken)
    {
        var socket = KeptSocket.TryOpen(path);
        try
        {
            if (socket is not null)
                await (await socket.ConnectAsync(cancellationToken)).DisposeAsync();
            return socket;
        }
        catch (SocketException)
        {
            socket?.Dispose();
            return null;
        }
    }
}
