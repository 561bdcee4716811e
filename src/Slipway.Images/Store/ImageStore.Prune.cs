using Slipway.Images.Conversion;
using Slipway.Images.Rootfs;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Images.Store;

/// <content>
/// Collection, beside pulls and starts. Images are claimed, then leases and uses are looked at again, and only then names and records go, after which the
/// sweep takes what nothing needs any more. Nothing is written, so that it works on a full disk.
/// </content>
public sealed partial class ImageStore
{
    /// <summary>Images claimed at a time: each takes a descriptor or two, and a start that wants one waits until all are through.</summary>
    private const int ClaimedAtOnce = 64;

    private static readonly HashSet<StoreObject> s_none = [];

    /// <summary>
    /// Removes what nobody needs: unreferenced blobs and layers, those of older converters, damaged files and what killed processes left; and, if asked,
    /// images, the longest unused first. Nothing goes that a machine, a pull or a <see cref="NamedLease"/> holds. Of several collections by water marks at
    /// once, one runs after the other.
    /// </summary>
    /// <exception cref="ImageException"><see cref="ImageErrorCode.Damaged"/>: a lease cannot be read; nothing was removed.</exception>
    public async Task<RemovalReport> PruneAsync(PruneOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.IsForecast)
            return Forecast(options);
        using var turn = options.Marks is null ? null : await _locks.CollectionAsync(cancellationToken);
        // Reads a record of each image and layer: whoever waits for it does not block a thread of the pool.
        return await DedicatedThread.RunAsync("image-prune", () => Prune(options, cancellationToken));
    }

    private RemovalReport Prune(PruneOptions options, CancellationToken cancellationToken)
    {
        var wanted = WantedBytes(options.Marks);
        RemoveStale(ReadCatalogToRemove());
        var tally = new RemovalTally();
        tally.Remove(Sweep(s_none));
        var settled = new HashSet<Digest>();
        PrunePlan plan;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var ledger = ReadLedgerToRemove();
            plan = PrunePlan.Make(ledger, [], IsOld(options), wanted - tally.Bytes, settled);
            KeepLeased(ledger, options, settled, tally);
            settled.UnionWith(plan.Images.Select(image => image.Digest));
            settled.UnionWith(plan.Spare.Select(one => one.Blob!.Value));
            foreach (var some in plan.Images.Chunk(ClaimedAtOnce))
            {
                cancellationToken.ThrowIfCancellationRequested();
                RemoveUnheld(ledger.Catalog, some, tally);
            }

            if (plan.Images.Count + plan.Spare.Count > 0)
                tally.Remove(Sweep(plan.Spare));
        }
        while (tally.Bytes < wanted && plan.Images.Count + plan.Spare.Count > 0);
        return tally.Report();
    }

    private RemovalReport Forecast(PruneOptions options)
    {
        var (ledger, tally, settled) = (ReadLedgerToRemove(), new RemovalTally(), new HashSet<Digest>());
        KeepLeased(ledger, options, settled, tally);
        var plan = Forecast(ledger, IsOld(options), WantedBytes(options.Marks), settled, tally);
        foreach (var image in plan.Images)
            tally.Remove(image);
        tally.Remove(plan.Objects.Select(one => KeyValuePair.Create(one, ledger.BytesOf(one))));
        return tally.Report();
    }

    /// <summary>What would go, less what is held, which is tallied.</summary>
    private PrunePlan Forecast(Ledger ledger, Func<ImageAccount, bool> isOld, long wanted, HashSet<Digest> settled, RemovalTally tally)
    {
        var loose = ClaimableOf(ledger.Loose);
        while (true)
        {
            var plan = PrunePlan.Make(ledger, loose, isOld, wanted, settled);
            var before = settled.Count;
            foreach (var image in plan.Images)
            {
                using var claim = ClaimOf(ledger.Catalog, image.Digest, out var holder);
                if (claim is null && settled.Add(image.Digest))
                    tally.Keep(image, [holder]);
            }

            if (settled.Count == before)
                return plan;
        }
    }

    /// <summary>Those that no pull keeps.</summary>
    private List<StoreObject> ClaimableOf(IEnumerable<StoreObject> objects)
    {
        using var claims = _locks.Claims();
        return [.. objects.Where(one => claims.TryAdd(one.Position, LockMode.Exclusive))];
    }

    /// <summary>Bytes to free, 0 or less for none.</summary>
    private long WantedBytes(WaterMarks? marks)
    {
        if (marks is null)
            return 0;
        var disk = Disk;
        return disk.UsedBytes > marks.High.In(disk) ? disk.UsedBytes - marks.Low.In(disk) : 0;
    }

    private Func<ImageAccount, bool> IsOld(PruneOptions options)
    {
        var now = _clock.GetUtcNow();
        return image => options.UnusedFor is { } age && now - image.LastUsed >= age;
    }

    /// <summary>Says once which images would have gone by their age.</summary>
    private void KeepLeased(Ledger ledger, PruneOptions options, HashSet<Digest> settled, RemovalTally tally)
    {
        foreach (var image in ledger.Images.Where(image => image.Leases.Count > 0).Where(IsOld(options)).Where(image => settled.Add(image.Digest)))
            tally.Keep(image, image.LeaseHolders);
    }

    private void RemoveUnheld(Catalog catalog, IReadOnlyList<ImageAccount> images, RemovalTally tally)
    {
        var claims = new List<(ImageAccount Image, ImageClaim Claim)>();
        try
        {
            foreach (var image in images)
            {
                if (ClaimOf(catalog, image.Digest, out var holder) is { } claim)
                    claims.Add((image, claim));
                else
                    tally.Keep(image, [holder]);
            }

            var leased = _leases.List().ToLookup(lease => lease.Digest);
            foreach (var (image, claim) in claims)
            {
                if (leased[image.Digest].Any())
                    tally.Keep(image, [.. leased[image.Digest].Select(lease => new ImageHolder(ImageHolderKind.Lease, lease.Name))]);
                else if (!IsUsedSince(image))
                    Remove(image, claim, tally);
            }
        }
        finally
        {
            claims.ForEach(held => held.Claim.Dispose());
        }
    }

    private void Remove(ImageAccount image, ImageClaim claim, RemovalTally tally)
    {
        foreach (var known in image.Names)
            _names.Remove(known);
        claim.RemoveRootfs();
        tally.Remove(image);
    }

    private bool IsUsedSince(ImageAccount image) => EntriesOf(image.Digest).Any(entry => _rootfs.LastUseOf(entry) > image.LastUsed);

    /// <summary>Removes what no lease will ever ask for: records of other converters and of images whose manifest is lost, names of such, and leftovers.</summary>
    private void RemoveStale(Catalog catalog)
    {
        foreach (var entry in catalog.Entries.Where(entry => !_versions.Contains(entry.Version) || catalog.Find(entry.Image) is null))
        {
            using var claim = ImageClaim.TryTake(_locks, _rootfs, entry.Image, [entry], out _);
            if (!_versions.Contains(entry.Version) || _images.Find(entry.Image, Platform.Current, entry.FileName) is null)
                claim?.RemoveRootfs();
        }

        foreach (var lost in catalog.LostNames)
            _names.Remove(lost, () => _images.Find(lost.Digest, lost.Platform, lost.Name) is null);
        _names.Tidy();
        _leases.Tidy();
        _layers.Tidy();
        _rootfs.Tidy();
    }

    /// <summary>Claims an image with its records of all versions; null when somebody holds it.</summary>
    private ImageClaim? ClaimOf(Catalog catalog, Digest image, out ImageHolder holder) => ImageClaim.TryTake(
        _locks, _rootfs, image, catalog.EntriesOf(image).Union(EntriesOf(image)), out holder);

    /// <summary>The records that there may be of an image by now.</summary>
    private IEnumerable<RootfsEntry> EntriesOf(Digest image) => _versions.Select(version => new RootfsEntry(image, version));

    private IReadOnlyDictionary<StoreObject, long> Sweep(IReadOnlySet<StoreObject> spare) => new StoreSweep(_objects, _locks, _clock.GetUtcNow(), ReadCatalogToRemove).Run(spare);

    /// <summary>A catalog that is known to be whole.</summary>
    private Catalog ReadCatalogToRemove()
    {
        _ = _leases.List();
        return ReadCatalog();
    }

    private Ledger ReadLedger() => LedgerOf(ReadCatalog());

    private Ledger ReadLedgerToRemove() => LedgerOf(ReadCatalogToRemove());

    private Ledger LedgerOf(Catalog catalog) => Ledger.Read(catalog, _objects, image => LastUseOf(catalog, image));

    /// <summary>A full disk, and what could be done about it.</summary>
    private ImageException WithAdvice(ImageException full)
    {
        try
        {
            var (garbage, all) = (Forecast(new PruneOptions()).ReclaimedBytes, Forecast(new PruneOptions(TimeSpan.Zero)).ReclaimedBytes);
            return Because($"slipway image prune would free {garbage} bytes, slipway image prune --all {all}; or enlarge the disk.");
        }
        catch (ImageException e) when (e.Code == ImageErrorCode.Damaged)
        {
            return Because(e.Message);
        }

        ImageException Because(string advice) => new(full.Code, $"{full.Message} {advice}", full);
    }
}
