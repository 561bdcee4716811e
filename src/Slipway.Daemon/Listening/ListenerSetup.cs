using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Slipway.Daemon.Listening;

/// <summary>Opens addresses on Kestrel, with limits that a hostile client cannot push past.</summary>
internal static class ListenerSetup
{
    /// <summary>Clients send their token and long scopes in headers; nobody needs more.</summary>
    private const int MaxHeaderBytes = 32 * 1024;

    private const int MaxRequestLineBytes = 16 * 1024;

    /// <summary>Slower than this over <see cref="s_rateGrace"/>, a body or a reader of ours is a held connection, not a client.</summary>
    private const double MinBytesPerSecond = 240;

    private static readonly TimeSpan s_rateGrace = TimeSpan.FromSeconds(10);

    public static void Configure(KestrelServerOptions kestrel, IReadOnlyList<ListenAddress> addresses, ServerCertificate? certificate)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.Limits.MaxRequestBodySize = null; // a layer has no size that the web server knows; the registry's own limits hold
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
        kestrel.Limits.MaxConcurrentConnections = 10_000;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(MinBytesPerSecond, s_rateGrace);
        kestrel.Limits.MinResponseDataRate = new MinDataRate(MinBytesPerSecond, s_rateGrace);
        foreach (var address in addresses)
            kestrel.Listen(address.Address, address.Port, listener => Secure(listener, address, certificate));
    }

    /// <summary>True for an address that only this machine reaches.</summary>
    public static bool IsLocal(ListenAddress address) => IPAddress.IsLoopback(address.Address);

    private static void Secure(ListenOptions listener, ListenAddress address, ServerCertificate? certificate)
    {
        if (!address.IsTls)
        {
            listener.Protocols = HttpProtocols.Http1;
            return;
        }

        listener.Protocols = HttpProtocols.Http1AndHttp2;
        listener.UseHttps(
            (_, _, _, _) => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = certificate!.Current }),
            state: null!);
    }
}
