using Slipway.Images.Content;
using Slipway.Linux.Files;

namespace Slipway.Images.Store;

/// <summary>
/// Removes blobs and converted layers that nothing in the store needs, while others pull and start. Each is claimed first, so that no pull begins to rely on
/// it; what a pull keeps cannot be claimed. Then the store is looked at again: a pull that ended in between has named what it kept. What a machine runs from
/// is locked by it. Killed anywhere, it leaves what the next one takes.
/// </summary>
/// <param name="look">Reads what there is now.</param>
internal sealed class StoreSweep(StoreObjects objects, StoreLocks locks, DateTimeOffset now, Func<Catalog> look)
{
    /// <summary>Returns what was removed and the bytes that were freed.</summary>
    /// <param name="spare">Compressed layers that go too, if their images still do without.</param>
    public IReadOnlyDictionary<StoreObject, long> Run(IReadOnlySet<StoreObject> spare)
    {
        var removed = new Dictionary<StoreObject, long>();
        var before = Needed(look(), spare);
        using var claims = locks.Claims();
        List<StoreObject> claimed = [.. objects.List().Where(one => !IsNeeded(one, before) && claims.TryAdd(one.Position, LockMode.Exclusive))];
        if (claimed.Count == 0)
            return removed;
        var needed = Needed(look(), spare);
        foreach (var one in claimed)
        {
            if (!IsNeeded(one, needed) && objects.TryRemove(one) is > 0 and var freed)
                removed.Add(one, freed);
            claims.Remove(one.Position);
        }

        return removed;
    }

    /// <summary>What the last boot of the host left in memory is of no use, whoever needs it.</summary>
    private bool IsNeeded(StoreObject one, HashSet<StoreObject> needed) => (needed.Contains(one) && !objects.IsLost(one)) || objects.IsAwaited(one, now);

    private HashSet<StoreObject> Needed(Catalog catalog, IReadOnlySet<StoreObject> spare)
    {
        var needed = new HashSet<StoreObject>();
        foreach (var image in catalog.Images)
        {
            var made = objects.RootfsOf(image);
            var needs = objects.NeedsOf(image, made);
            if (spare.Count > 0 && !catalog.LeasesOf(image.Digest).Any())
                needs.ExceptWith(objects.SpareOf(image, made).Where(spare.Contains));
            needed.UnionWith(needs);
        }

        return needed;
    }
}
