using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Slipway.Registry.Routing;

namespace Slipway.Registry.Authorizer;

/// <summary>
/// Counts every request to the registry and its token endpoint, whoever answers it: the authorizer that refuses, a handler, or a gateway's upstream. No label
/// comes from a client, so that nobody can make a million series.
/// </summary>
internal static class RequestMetrics
{
    public const string MeterName = "Slipway.Registry";

    /// <summary>The route of requests to the token endpoint.</summary>
    public const string TokenRoute = "token";

    private static readonly Meter s_meter = new(MeterName);

    /// <summary>In seconds: a manifest is answered in 0.1 ms, a blob of gibibytes in minutes.</summary>
    private static readonly InstrumentAdvice<double> s_buckets = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    };

    private static readonly Histogram<double> s_durations =
        s_meter.CreateHistogram("slipway.registry.request.duration", "s", "Requests by route, method and status, to the end of the answer.", null, s_buckets);

    private static readonly Counter<long> s_sent = s_meter.CreateCounter<long>("slipway.registry.sent", "By", "Bytes of answers to GET, by route.");

    /// <summary>The label of a route; null is a path that is none.</summary>
    public static string LabelOf(RegistryRoute? route) => route switch
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

    /// <summary>Counts a request that has been answered.</summary>
    public static void Count(HttpContext context, string route, TimeSpan duration)
    {
        var label = new KeyValuePair<string, object?>("route", route);
        if (s_durations.Enabled)
        {
            var tags = new TagList { label, new("method", MethodOf(context.Request.Method)), new("status", context.Response.StatusCode) };
            s_durations.Record(duration.TotalSeconds, tags);
        }

        if (context.Response.ContentLength is > 0 and var sent && HttpMethods.IsGet(context.Request.Method))
            s_sent.Add(sent, label);
    }

    private static string MethodOf(string method) => HttpMethods.GetCanonicalizedValue(method) is "GET" or "HEAD" or "PUT" or "POST" or "PATCH" or "DELETE"
        ? HttpMethods.GetCanonicalizedValue(method)
        : "other";
}
