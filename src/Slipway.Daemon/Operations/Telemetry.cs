using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Slipway.Daemon.Operations;

/// <summary>
/// Traces and metrics by OTLP, when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to (OpenTelemetry specification, "OTLP exporter configuration"); nothing
/// otherwise. Prometheus is served in any case (<see cref="PrometheusEndpoint"/>).
/// </summary>
internal static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void Configure(IServiceCollection services)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Endpoint)))
            return;
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("slipwayd"))
            .WithMetrics(metrics => metrics.AddMeter("Slipway.*", "Microsoft.AspNetCore.Server.Kestrel").AddOtlpExporter())
            .WithTracing(traces => traces.AddSource("Slipway.*", "Microsoft.AspNetCore").AddOtlpExporter());
    }
}
