using Prometheus;

namespace Slipway.Daemon.Operations;

/// <summary><c>GET /metrics</c>: every meter of Slipway and of the web server in the text format of Prometheus.</summary>
internal sealed class PrometheusEndpoint : IDisposable
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly IDisposable _adapter;

    public PrometheusEndpoint()
    {
        var factory = Metrics.WithCustomRegistry(_registry);
        DotNetStats.Register(_registry);
        _adapter = MeterAdapter.StartListening(new MeterAdapterOptions
        {
            Registry = _registry,
            MetricFactory = factory,
            InstrumentFilterPredicate = instrument => instrument.Meter.Name.StartsWith("Slipway", StringComparison.Ordinal)
                || instrument.Meter.Name is "Microsoft.AspNetCore.Server.Kestrel" or "System.Runtime",
        });
    }

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.ContentType = PrometheusConstants.TextContentTypeWithVersionAndEncoding;
        await _registry.CollectAndExportAsTextAsync(context.Response.Body, context.RequestAborted);
    }

    public void Dispose() => _adapter.Dispose();
}
