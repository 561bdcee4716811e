using System.Net.Sockets;
using Slipway.Contracts.GuestLink;

namespace Slipway.Vmm.Firecracker;

/// <summary>Waits until a guest's init listens: it says so by a connection to <see cref="LinkLimits.KnockPort"/>. The owner disposes.</summary>
internal sealed class KnockListener : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private KnockListener()
    {
    }

    /// <summary>Listens; must come before the guest starts, to which a port without a listener is a refusal.</summary>
    /// <param name="vsock">The name of the socket of the guest's vsock device.</param>
    public static KnockListener Listen(IFirecrackerPlace place, string vsock)
    {
        var name = $"{vsock}_{LinkLimits.KnockPort}";
        var listener = new KnockListener();
        try
        {
            listener._socket.Bind(new UnixDomainSocketEndPoint(place.AddressOf(name)));
            place.Admit(name);
            listener._socket.Listen(1);
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>Completes with the first knock. No bytes are read: they would be anybody's in the guest.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => (await _socket.AcceptAsync(cancellationToken)).Dispose();

    public void Dispose() => _socket.Dispose();
}
