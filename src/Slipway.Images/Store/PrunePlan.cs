using Slipway.Oci;

namespace Slipway.Images.Store;

/// <summary>
/// What should go, in this order: what nothing needs, where that has not gone before; images by their age; and, while that does not free enough, compressed layers whose images run without
/// them, then images, those of the longest unused image first. What a lease holds is never chosen.
/// </summary>
internal sealed class PrunePlan
{
    private readonly Ledger _ledger;
    private readonly Dictionary<StoreObject, int> _released = [];
    private readonly HashSet<StoreObject> _objects = [];
    private readonly HashSet<StoreObject> _spare = [];
    private readonly List<ImageAccount> _images = [];

    private PrunePlan(Ledger ledger) => _ledger = ledger;

    /// <summary>The images that go, in order.</summary>
    public IReadOnlyList<ImageAccount> Images => _images;

    /// <summary>The compressed layers that go before their images.</summary>
    public IReadOnlySet<StoreObject> Spare => _spare;

    /// <summary>All blobs and converted layers that go, <see cref="Spare"/> included.</summary>
    public IReadOnlySet<StoreObject> Objects => _objects;

    /// <summary>What they take of the disk.</summary>
    public long Bytes { get; private set; }

    /// <param name="loose">What nothing needs and is still to go.</param>
    /// <param name="isOld">An image that goes by its age.</param>
    /// <param name="wantedBytes">How much should be free afterwards that is not now; 0 or less when there is room enough.</param>
    /// <param name="settled">Images and compressed layers that were tried before.</param>
    public static PrunePlan Make(Ledger ledger, IEnumerable<StoreObject> loose, Func<ImageAccount, bool> isOld, long wantedBytes, IReadOnlySet<Digest> settled)
    {
        var plan = new PrunePlan(ledger);
        foreach (var one in loose)
            plan.Take(one);
        List<ImageAccount> free = [.. ledger.Images.Where(image => image.Leases.Count == 0 && !settled.Contains(image.Digest))];
        foreach (var image in free.Where(isOld))
            plan.Take(image);
        if (plan.Bytes < wantedBytes)
            plan.TakeSpare(wantedBytes, settled);
        foreach (var image in free.Where(image => !isOld(image)))
        {
            if (plan.Bytes >= wantedBytes)
                break;
            plan.Take(image);
        }

        return plan;
    }

    private void TakeSpare(long wantedBytes, IReadOnlySet<Digest> settled)
    {
        List<ImageAccount> staying = [.. _ledger.Images.Except(_images)];
        var needed = staying.SelectMany(image => image.Leases.Count > 0 ? image.Needs : image.Needs.Except(image.Spare)).ToHashSet();
        foreach (var one in staying.SelectMany(image => image.Spare).Where(one => !needed.Contains(one) && !settled.Contains(one.Blob!.Value)))
        {
            if (Bytes >= wantedBytes)
                return;
            if (_ledger.BytesOf(one) > 0 && _spare.Add(one))
                Take(one);
        }
    }

    private void Take(ImageAccount image)
    {
        _images.Add(image);
        foreach (var need in image.Needs)
        {
            var released = _released[need] = _released.GetValueOrDefault(need) + 1;
            if (released == _ledger.NeedsOf(need))
                Take(need);
        }
    }

    private void Take(StoreObject one)
    {
        if (_ledger.BytesOf(one) is > 0 and var bytes && _objects.Add(one))
            Bytes += bytes;
    }
}
