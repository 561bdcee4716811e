using Microsoft.Extensions.Logging;
using Slipway.Registry.Access;
using Slipway.Registry.Blobs;
using Slipway.Registry.Metadata;

namespace Slipway.Registry.Collection;

/// <summary>
/// Frees what nothing names any more while pushes and pulls go on. In order: repositories of removed organizations and what retention rules let go; blobs
/// in repositories in which no manifest names them; blobs in no repository; and now and then bytes that the database does not know.
/// Whatever it removes was without use for the whole grace, and is looked at again in the transaction, or under the lock, that removes it. Thread safe; one
/// collection runs at a time.
/// </summary>
public sealed partial class GarbageCollector : IDisposable
{
    /// <summary>Links of one transaction, some 5 ms of the writer.</summary>
    private const int LinkBatch = 100;

    private const int BlobBatch = 256;

    /// <summary>Blobs deleted at the same time: they share the syncs of the database.</summary>
    private const int Parallelism = 8;

    private readonly SemaphoreSlim _running = new(1);
    private readonly RegistryDatabase _database;
    private readonly CollectorOptions _options;
    private readonly ILogger _logger;
    private readonly RetentionSweep _retention;
    private readonly BlobRemoval _removal;
    private readonly StoreReconciler _reconciler;
    private DateTimeOffset? _reconciledAt;

    public GarbageCollector(
        RegistryDatabase database, IBlobStore store, BlobLocks locks, IRegistryAuthority authority, CollectorOptions options, ILogger<GarbageCollector> logger)
    {
        _database = database;
        _options = options;
        _logger = logger;
        _retention = new RetentionSweep(database, authority, options.Grace);
        _removal = new BlobRemoval(database, store, locks, logger);
        _reconciler = new StoreReconciler(database, store, _removal);
    }

    /// <summary>Collects once; waits for a collection that is already running.</summary>
    /// <exception cref="IOException">The database or the store failed; what was removed until then stays removed.</exception>
    public async Task<CollectionReport> CollectAsync(CancellationToken cancellationToken)
    {
        await _running.WaitAsync(cancellationToken);
        try
        {
            using var activity = RegistryMetrics.Activities.StartActivity("registry collect");
            var tally = new CollectionTally();
            await ApplyRulesAsync(tally, cancellationToken);
            await UnlinkAsync(tally, cancellationToken);
            await DeleteAsync(tally, cancellationToken);
            await ReconcileAsync(tally, cancellationToken);
            var report = tally.ToReport();
            LogCollected(_logger, report);
            return report;
        }
        finally
        {
            _running.Release();
        }
    }

    public void Dispose() => _running.Dispose();

    private DateTimeOffset Cutoff() => _database.Clock.GetUtcNow() - _options.Grace;

    /// <summary>Without an answer of the authority nothing is removed by its rules; the rest of the collection needs none.</summary>
    private async Task ApplyRulesAsync(CollectionTally tally, CancellationToken cancellationToken)
    {
        try
        {
            await _retention.RunAsync(tally, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogRulesFailed(_logger, e);
        }
    }

    private async Task UnlinkAsync(CollectionTally tally, CancellationToken cancellationToken)
    {
        var cutoff = Cutoff();
        while (await _database.UnlinkUnusedAsync(cutoff, LinkBatch, cancellationToken) is > 0 and var removed)
        {
            tally.Links += removed;
            RegistryMetrics.LinksRemoved.Add(removed);
        }
    }

    private async Task DeleteAsync(CollectionTally tally, CancellationToken cancellationToken)
    {
        var cutoff = Cutoff();
        var limits = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        while (_database.ListUnreferencedBlobs(cutoff, BlobBatch) is { Count: > 0 } digests)
        {
            await Parallel.ForEachAsync(
                digests, limits, async (digest, token) => await _removal.RemoveUnreferencedAsync(digest, cutoff, tally, token));
        }
    }

    private async Task ReconcileAsync(CollectionTally tally, CancellationToken cancellationToken)
    {
        var now = _database.Clock.GetUtcNow();
        if (now - _reconciledAt < _options.ReconcileInterval)
            return;
        await _reconciler.RunAsync(Cutoff(), tally, cancellationToken);
        _reconciledAt = now;
    }
}
