using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Slipway.Registry.Distribution;

namespace Slipway.Registry.Tests.Distribution;

public sealed class RequestMetricsTests
{
    /// <summary>Other tests are heard too; none of them sends this request.</summary>
    [Fact]
    public async Task Request_Answered_IsCountedByRouteMethodAndStatus()
    {
        var heard = new ConcurrentBag<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: RequestMetrics.MeterName, Name: "slipway.registry.request.duration" })
                listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => heard.Add(string.Join(' ', tags.ToArray().Select(static tag => tag.Value))));
        listener.Start();
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();

        await client.HeadAsync("/v2/app/referrers/sha256:none");

        Assert.Contains("referrers HEAD 400", heard);
    }
}
