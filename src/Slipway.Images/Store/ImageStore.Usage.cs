using Slipway.Images.Dedup;
using Slipway.Linux.Files;

namespace Slipway.Images.Store;

/// <content>What the store takes of the disk.</content>
public sealed partial class ImageStore
{
    /// <summary>Measures everything; reads no content. Looks at each image whether somebody holds it, which a start may notice for a moment.</summary>
    /// <exception cref="ImageException"><see cref="ImageErrorCode.Damaged"/>: a lease cannot be read.</exception>
    public StoreUsage Usage()
    {
        var (ledger, tally) = (ReadLedgerToRemove(), new RemovalTally());
        var plan = Forecast(ledger, _ => true, wanted: long.MaxValue, [], tally);
        var held = tally.Report().Kept.ToDictionary(kept => kept.Digest, kept => kept.Holders);
        var images = ledger.Images.Select(image => new ImageUsage(
            Summarize(ledger, image),
            image.Needs.Where(need => ledger.NeedsOf(need) == 1).Sum(ledger.BytesOf),
            image.Needs.Where(need => ledger.NeedsOf(need) > 1).Sum(ledger.BytesOf),
            [.. image.LeaseHolders, .. held.GetValueOrDefault(image.Digest) ?? []]));
        var records = ledger.Catalog.Files.ToList();
        return new StoreUsage(
            Disk,
            LineOf(one => one.Blob is not null),
            LineOf(one => one.Blob is null),
            new UsageLine(records.Count, records.Sum(AllocatedSize.Of), 0),
            [.. images],
            ledger.Loose.Sum(ledger.BytesOf));

        UsageLine LineOf(Func<StoreObject, bool> isKind)
        {
            List<StoreObject> objects = [.. ledger.Objects.Where(isKind)];
            return new UsageLine(objects.Count, objects.Sum(ledger.BytesOf), objects.Where(plan.Objects.Contains).Sum(ledger.BytesOf));
        }
    }

    /// <summary>
    /// Reads all converted layers, each kept while it is read, and counts what blocks of 4 KiB they have in common: what storing by blocks would save
    /// beyond storing by layers. Takes at most <see cref="BlockCensus.MemoryBytes"/> of memory.
    /// </summary>
    /// <param name="progress">Told of bytes read and to be read.</param>
    public Task<DedupReport> MeasureDedupAsync(IProgress<(long Done, long Total)> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        return Conversion.DedicatedThread.RunAsync("layer-census", () => new LayerCensus(_layers, progress, cancellationToken).Run());
    }
}
