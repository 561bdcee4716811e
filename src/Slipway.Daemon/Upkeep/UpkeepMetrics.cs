using System.Diagnostics.Metrics;

namespace Slipway.Daemon.Upkeep;

/// <summary>What keeping images within bounds tells the outside.</summary>
internal static class UpkeepMetrics
{
    private static readonly Meter s_meter = new("Slipway.Host");

    public static Counter<long> Collections { get; } =
        s_meter.CreateCounter<long>("slipway.host.collections", "{collection}", "Collections of images that came to their end.");

    public static Counter<long> CollectFailed { get; } =
        s_meter.CreateCounter<long>("slipway.host.collect.failed", "{collection}", "Collections that failed, as for a lease that cannot be read.");

    public static Counter<long> CollectedBytes { get; } =
        s_meter.CreateCounter<long>("slipway.host.collected", "By", "Bytes that collections freed.");

    public static Counter<long> ReconcileFailed { get; } =
        s_meter.CreateCounter<long>("slipway.host.reconcile.failed", "{reconciliation}", "Times that containerd could not be asked to end what it holds for machines that are no more.");
}
