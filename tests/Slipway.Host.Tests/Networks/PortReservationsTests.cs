using System.Net;
using System.Net.Sockets;
using Slipway.Host.Networks;
using Slipway.Vmm.Machines;

namespace Slipway.Host.Tests.Networks;

public sealed class PortReservationsTests
{
    [Fact]
    public async Task TurnAway_ConnectionThatCameBeforeTheFilter_IsCut()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        using var taken = PortReservations.Take([new PublishedPort(IPAddress.Loopback, port, 80, PortProtocol.Tcp), new PublishedPort(IPAddress.Loopback, port, 53, PortProtocol.Udp)]);
        using var early = new TcpClient();
        await early.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);

        taken.TurnAway();

        await Assert.ThrowsAsync<IOException>(async () => await early.GetStream().ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken));
    }
}
