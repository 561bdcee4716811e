using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Slipway.Registry.Distribution;
using Slipway.Registry.Routing;
using Yarp.ReverseProxy.Forwarder;

namespace Slipway.Registry.Gateway;

/// <summary>
/// Serves what the authorizer lets through from another registry, as if it were this one's own:
/// <code>
/// client ── external names, our tokens ──► authorizer ──► gateway ── stored names, one account ──► upstream
/// </code>
/// Nothing of the client's URL and few of its headers go on; nothing of the upstream's URLs, names, errors and hints comes back. Thread safe.
/// </summary>
public sealed partial class GatewayHandler : IDisposable
{
    private readonly IHttpForwarder _forwarder;
    private readonly HttpMessageInvoker _upstream;
    private readonly GatewayOptions _options;
    private readonly ForwarderRequestConfig _config;
    private readonly IUploadSessions _sessions;
    private readonly UpstreamTarget _target;
    private readonly TenantCatalog _catalog;
    private readonly ILogger<GatewayHandler> _log;

    public GatewayHandler(GatewayOptions options, IHttpForwarder forwarder, ILoggerFactory logs)
    {
        _options = options;
        _forwarder = forwarder;
        _upstream = UpstreamConnections.Create();
        _config = new ForwarderRequestConfig
        {
            ActivityTimeout = options.MaxIdle,
            AllowResponseBuffering = false,
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        _sessions = options.Secrets.HttpSecret is { } secret
            ? new SignedSessions(secret)
            : new SealedSessions(options.Secrets.HandleKey ?? RandomNumberGenerator.GetBytes(32));
        _target = new UpstreamTarget(options.Upstream, _sessions);
        _catalog = new TenantCatalog(_upstream, _target, options.Secrets, logs.CreateLogger<TenantCatalog>());
        _log = logs.CreateLogger<GatewayHandler>();
    }

    /// <summary>Answers a request that has a <see cref="RegistryRequest"/>.</summary>
    /// <exception cref="Errors.RegistryException">The request cannot be sent on.</exception>
    public Task HandleAsync(HttpContext context)
    {
        var request = context.Features.Get<RegistryRequest>() ?? throw new InvalidOperationException("the gateway stands behind the authorizer");
        return request.Route switch
        {
            RegistryRoute.Base => BaseResource.HandleAsync(context),
            RegistryRoute.Catalog => _catalog.WriteAsync(context, request.Caller),
            _ => ForwardAsync(context, request),
        };
    }

    public void Dispose()
    {
        _upstream.Dispose();
        (_sessions as IDisposable)?.Dispose();
    }

    private async Task ForwardAsync(HttpContext context, RegistryRequest request)
    {
        var target = _target.Of(request, context.Request);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        var transformer = new GatewayTransformer(request, target, _options.Secrets, _sessions, _log);
        var error = await _forwarder.SendAsync(context, _options.Upstream.AbsoluteUri, _upstream, _config, transformer, CancellationToken.None);
        if (error == ForwarderError.None || context.RequestAborted.IsCancellationRequested)
            return;

        LogForwarding(context.Features.Get<IForwarderErrorFeature>()?.Exception, target.AbsolutePath, error, context.TraceIdentifier);
        if (!context.Response.HasStarted)
            await GatewayTransformer.WriteUnavailableAsync(context);
    }
}
