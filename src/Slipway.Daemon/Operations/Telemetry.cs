using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Slipway.Daemon.Operations;

/// <summary>Metrics and traces of Slipway, of the web server and of the runtime, on two ways out.</summary>
internal static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] s_meters = ["Slipway.*", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    /// <summary>Sends both by OTLP, when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to (OpenTelemetry specification, "OTLP exporter configuration"); else nothing.</summary>
    public static void AddExport(IServiceCollection services)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Endpoint)))
            return;
        AddTelemetry(services)
            .WithMetrics(metrics => metrics.AddMeter(s_meters).AddOtlpExporter())
            .WithTracing(traces => traces.AddSource("Slipway.*", "Microsoft.AspNetCore").AddOtlpExporter());
    }

    /// <summary>Keeps metrics for <c>GET /metrics</c>, which Prometheus reads.</summary>
    public static void AddScraping(IServiceCollection services) =>
        AddTelemetry(services).WithMetrics(metrics => metrics.AddMeter(s_meters).AddPrometheusExporter());

    private static OpenTelemetryBuilder AddTelemetry(IServiceCollection services) =>
        services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("slipwayd"));
}
