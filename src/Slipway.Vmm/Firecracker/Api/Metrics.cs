namespace Slipway.Vmm.Firecracker.Api;

/// <summary>Where counters are written, a line of JSON each minute and on <see cref="InstanceAction.FlushMetrics"/>.</summary>
internal sealed record Metrics
{
    public required string MetricsPath { get; init; }

    public FirecrackerCall Put() => FirecrackerCall.Put("/metrics", this, FirecrackerJson.Default.Metrics);
}
