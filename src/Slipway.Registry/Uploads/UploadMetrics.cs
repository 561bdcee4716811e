using System.Diagnostics.Metrics;

namespace Slipway.Registry.Uploads;

/// <summary>What a registry that keeps its images itself tells of its uploads, until it is disposed.</summary>
internal sealed class UploadMetrics : IDisposable
{
    private readonly Meter _meter = new("Slipway.Registry");

    public UploadMetrics(UploadStore uploads)
    {
        _meter.CreateObservableCounter("slipway.registry.uploads.received", () => uploads.ReceivedBytes, "By", "Bytes of blobs that arrived.");
        _meter.CreateObservableGauge("slipway.registry.uploads.open", () => uploads.Count, "{upload}", "Uploads that are under way.");
    }

    public void Dispose() => _meter.Dispose();
}
