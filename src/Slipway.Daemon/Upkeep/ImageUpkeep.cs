using System.Diagnostics.Metrics;
using Slipway.Daemon.Settings;
using Slipway.Images.Snapshots;
using Slipway.Images.Store;

namespace Slipway.Daemon.Upkeep;

/// <summary>
/// Keeps the images of this server's data directory within bounds: at the start and then at every interval it collects what nobody needs, by age and by disk space if
/// that is wanted, and has containerd end what it holds for machines that are no more. One round after the other, on a thread that serves nobody; what pulls,
/// preparations and machines hold stays. A round that fails is told, and the next one tries again.
/// </summary>
/// <param name="store">Measured and collected.</param>
/// <param name="containerd">Reconciled after the collection, which removes images.</param>
/// <param name="settings">How often, and what goes.</param>
/// <param name="clock">Makes the intervals.</param>
internal sealed partial class ImageUpkeep(ImageStore store, ContainerdReconciliation containerd, HostSettings settings, TimeProvider clock, ILogger<ImageUpkeep> logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _working = Task.CompletedTask;

    /// <summary>Begins, unless there is no interval.</summary>
    public void Begin() => _working = settings.UpkeepEvery is { } interval ? WorkAsync(interval) : Task.CompletedTask;

    /// <summary>Ends the round that is running, which leaves what it has not got to, and waits for that.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _working;
        _stopping.Dispose();
    }

    private async Task WorkAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            do
            {
                await TryAsync("collect images", UpkeepMetrics.CollectFailed, CollectAsync);
                await TryAsync("reconcile containerd's leases", UpkeepMetrics.ReconcileFailed, containerd.RunAsync);
                LogRound(logger);
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private async Task CollectAsync(CancellationToken cancellationToken)
    {
        var report = await store.PruneAsync(settings.Collection, cancellationToken);
        UpkeepMetrics.Collections.Add(1);
        UpkeepMetrics.CollectedBytes.Add(report.ReclaimedBytes);
        if (report.Images.Count + report.Layers + report.Blobs > 0)
            LogCollected(logger, report.Images.Count, report.Layers, report.Blobs, report.ReclaimedBytes);
        if (settings.Collection.Marks is { } marks && store.Disk is var disk && disk.UsedBytes > marks.High.In(disk))
            LogStillFull(logger, disk.UsedBytes, marks.High.In(disk));
    }

    /// <summary>Disks and containerd come back; a fault of ours must not end the rounds either, and keeps its stack.</summary>
    private async Task TryAsync(string what, Counter<long> failures, Func<CancellationToken, Task> work)
    {
        try
        {
            await work(_stopping.Token);
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            failures.Add(1);
            LogFailed(logger, e is IOException or UnauthorizedAccessException ? null : e, what, e.Message);
        }
    }
}
