using System.Net;
using System.Net.Sockets;

namespace Slipway.Oci.Registry;

/// <summary>
/// Connects to the very addresses that were judged, so that a name cannot resolve to something else between check and use.
/// Through a proxy the proxy resolves names, and only addresses written as such are judged (<see cref="RegistryTrust.VerifyUri"/>).
/// </summary>
internal sealed class RegistryConnector(RegistryEndpoint endpoint, RegistryTrust trust)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        var uri = context.InitialRequestMessage.RequestUri!;
        var isProxy = !string.Equals(host, uri.IdnHost, StringComparison.OrdinalIgnoreCase) || context.DnsEndPoint.Port != uri.Port;
        if (!isProxy && endpoint.Owns(uri))
            trust.Learn(addresses);
        else if (!isProxy)
            trust.VerifyAddresses(addresses, host);

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
