using System.Net;

namespace Slipway.Registry.Gateway;

/// <summary>How the gateway connects: nothing is decoded, followed, remembered or added on the way.</summary>
internal static class UpstreamConnections
{
    /// <summary>Harbor's proxy ran out of ephemeral ports with fewer idle ones under load.</summary>
    private const int MaxConnections = 1024;

    /// <summary>The caller disposes of it.</summary>
    public static HttpMessageInvoker Create() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        MaxConnectionsPerServer = MaxConnections,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),

        // A client that waits for leave to send gets it from the upstream; one second is what curl waits.
        Expect100ContinueTimeout = TimeSpan.FromSeconds(1),
    });
}
