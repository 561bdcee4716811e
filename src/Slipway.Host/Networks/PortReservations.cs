using System.Net;
using System.Net.Sockets;
using Slipway.Host.Machines;
using Slipway.Vmm.Machines;

namespace Slipway.Host.Networks;

/// <summary>
/// Sockets that hold a machine's published ports, so that no program of this host and no other machine has them too. Nothing comes in by
/// them once the packet filter leads it into the guest before. Disposing frees the ports.
/// </summary>
internal sealed class PortReservations : IDisposable
{
    private readonly List<Socket> _sockets = [];

    private PortReservations()
    {
    }

    /// <exception cref="MachineException">A port cannot be had; the message says which and why.</exception>
    public static PortReservations Take(IEnumerable<PublishedPort> ports)
    {
        var taken = new PortReservations();
        try
        {
            foreach (var port in ports)
                taken.Add(port);
            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Cuts the connections that came before the packet filter was there: nobody would ever answer them, and who is cut off tries again.</summary>
    public void TurnAway()
    {
        foreach (var socket in _sockets.Where(socket => socket.SocketType == SocketType.Stream))
        {
            while (socket.Poll(TimeSpan.Zero, SelectMode.SelectRead))
            {
                using var early = socket.Accept();
                early.LingerState = new LingerOption(enable: true, seconds: 0);
            }
        }
    }

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

    private void Add(PublishedPort port)
    {
        var isTcp = port.Protocol == PortProtocol.Tcp;
        var socket = new Socket(AddressFamily.InterNetwork, isTcp ? SocketType.Stream : SocketType.Dgram, isTcp ? ProtocolType.Tcp : ProtocolType.Udp);
        _sockets.Add(socket);
        try
        {
            socket.Bind(new IPEndPoint(port.HostAddress, port.HostPort));
            // Two TCP sockets may have one port until either listens.
            if (isTcp)
                socket.Listen(1);
        }
        catch (SocketException e)
        {
            throw new MachineException($"the port {port.HostAddress}:{port.HostPort}/{(isTcp ? "tcp" : "udp")} of this host cannot be published: {WhyNot(e)}.", e);
        }
    }

    private static string WhyNot(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "it is in use; publish another",
        SocketError.AddressNotAvailable => "this host does not have the address; publish on one that it has, or on 0.0.0.0 for all",
        _ => e.Message,
    };
}
