using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Slipway.Registry.Collection;

/// <summary>What the collector tells the outside.</summary>
internal static class RegistryMetrics
{
    private const string Name = "Slipway.Registry";

    private static readonly Meter s_meter = new(Name);

    public static ActivitySource Activities { get; } = new(Name);

    public static Counter<long> LinksRemoved { get; } =
        s_meter.CreateCounter<long>("slipway.registry.collector.links", "{link}", "Blobs taken from repositories in which no manifest names them.");

    public static Counter<long> ManifestsRemoved { get; } =
        s_meter.CreateCounter<long>("slipway.registry.collector.manifests", "{manifest}", "Manifests removed by retention rules.");

    public static Counter<long> BlobsDeleted { get; } =
        s_meter.CreateCounter<long>("slipway.registry.collector.blobs", "{blob}", "Blobs deleted from the store.");

    public static Counter<long> BytesReclaimed { get; } =
        s_meter.CreateCounter<long>("slipway.registry.collector.bytes", "By", "Bytes of the blobs deleted from the store.");

    /// <summary>Must stay 0: every count is an image that cannot be pulled.</summary>
    public static Counter<long> BlobsMissing { get; } =
        s_meter.CreateCounter<long>("slipway.registry.collector.missing", "{blob}", "Times that a blob of a repository was not found in the store.");
}
