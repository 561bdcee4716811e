using System.Diagnostics.Metrics;

namespace Slipway.Daemon.Preparation;

/// <summary>What preparing images tells the outside.</summary>
internal static class PreparationMetrics
{
    private static readonly Meter s_meter = new("Slipway.Host");

    public static Counter<long> Prepared { get; } =
        s_meter.CreateCounter<long>("slipway.host.prepared", "{item}", "Layers and images that were converted before any machine asked for them.");

    public static Counter<long> Failed { get; } =
        s_meter.CreateCounter<long>("slipway.host.prepare.failed", "{item}", "Layers and images for which that failed over this server, as for want of disk space.");
}
