using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Slipway.Registry.Routing;
using Slipway.Registry.Uploads;

namespace Slipway.Registry.Distribution;

/// <summary>What the registry counts, under the meter <see cref="MeterName"/>. No label comes from a client, so that nobody can make a million series.</summary>
internal sealed class RequestMetrics : IDisposable
{
    public const string MeterName = "Slipway.Registry";

    /// <summary>In seconds: a manifest is answered in 0.1 ms, a blob of gibibytes in minutes.</summary>
    private static readonly InstrumentAdvice<double> s_buckets = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    };

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _durations;
    private readonly Counter<long> _sent;

    public RequestMetrics(UploadStore uploads)
    {
        _durations = _meter.CreateHistogram("slipway.registry.request.duration", "s", "Requests by route, method and status, to the end of the answer.", null, s_buckets);
        _sent = _meter.CreateCounter<long>("slipway.registry.sent", "By", "Bytes of answers to GET, by route.");
        _meter.CreateObservableCounter("slipway.registry.uploads.received", () => uploads.ReceivedBytes, "By", "Bytes of blobs that arrived.");
        _meter.CreateObservableGauge("slipway.registry.uploads.open", () => uploads.Count, "{upload}", "Uploads that are under way.");
    }

    /// <summary>Counts a request that has been answered.</summary>
    public void Count(HttpContext context, RegistryRoute? route, TimeSpan duration)
    {
        var kind = new KeyValuePair<string, object?>("route", KindOf(route));
        if (_durations.Enabled)
        {
            var tags = new TagList { kind, new("method", MethodOf(context.Request.Method)), new("status", context.Response.StatusCode) };
            _durations.Record(duration.TotalSeconds, tags);
        }

        if (context.Response.ContentLength is > 0 and var sent && HttpMethods.IsGet(context.Request.Method))
            _sent.Add(sent, kind);
    }

    public void Dispose() => _meter.Dispose();

    private static string KindOf(RegistryRoute? route) => route switch
    {
        RegistryRoute.Base => "base",
        RegistryRoute.Catalog => "catalog",
        RegistryRoute.Tags => "tags",
        RegistryRoute.Manifest => "manifest",
        RegistryRoute.Blob => "blob",
        RegistryRoute.Uploads => "uploads",
        RegistryRoute.Upload => "upload",
        RegistryRoute.Referrers => "referrers",
        _ => "none",
    };

    private static string MethodOf(string method) => HttpMethods.GetCanonicalizedValue(method) is "GET" or "HEAD" or "PUT" or "POST" or "PATCH" or "DELETE"
        ? HttpMethods.GetCanonicalizedValue(method)
        : "other";
}
