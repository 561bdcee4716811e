using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Slipway.Registry.Collection;

/// <summary>Collects when the registry starts and then at every interval.</summary>
/// <param name="collector">Disposed by whoever made it.</param>
/// <param name="options">Says how often.</param>
/// <param name="beforeEach">Runs before each collection: what else gets too old, such as uploads.</param>
/// <param name="clock">Makes the intervals.</param>
/// <param name="logger">Hears of collections that failed.</param>
public sealed partial class CollectorService(
    GarbageCollector collector, CollectorOptions options, Func<CancellationToken, Task> beforeEach, TimeProvider clock, ILogger<CollectorService> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Interval, clock);
        do
        {
            await CollectAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One failure is no reason to stop collecting: a full or slow disk comes back.</summary>
    private async Task CollectAsync(CancellationToken stoppingToken)
    {
        try
        {
            await beforeEach(stoppingToken);
            await collector.CollectAsync(stoppingToken);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(logger, e);
        }
    }
}
