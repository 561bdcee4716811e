using Slipway.Oci.Sources;

namespace Slipway.Images.Store;

/// <summary>What the images of a store need, how many need the same, and what each thing takes of the disk.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<StoreObject, long> _bytes = [];
    private readonly Dictionary<StoreObject, int> _needs = [];

    private Ledger(Catalog catalog, IReadOnlyList<ImageAccount> images) => (Catalog, Images) = (catalog, images);

    /// <summary>What it was made from.</summary>
    public Catalog Catalog { get; }

    /// <summary>The images, the longest unused first.</summary>
    public IReadOnlyList<ImageAccount> Images { get; }

    /// <summary>All blobs and converted layers that are here.</summary>
    public IReadOnlyCollection<StoreObject> Objects => _bytes.Keys;

    /// <summary>Those that nothing needs.</summary>
    public IEnumerable<StoreObject> Loose => Objects.Where(one => NeedsOf(one) == 0);

    /// <param name="lastUse">When an image was last used.</param>
    public static Ledger Read(Catalog catalog, StoreObjects objects, Func<ResolvedImage, DateTimeOffset> lastUse)
    {
        var ledger = new Ledger(catalog, [.. catalog.Images.Select(AccountOf).OrderBy(image => image.LastUsed).ThenBy(image => image.Digest.Hex, StringComparer.Ordinal)]);
        foreach (var one in objects.List())
            ledger._bytes[one] = objects.SizeOf(one);
        foreach (var need in ledger.Images.SelectMany(image => image.Needs))
            ledger._needs[need] = ledger.NeedsOf(need) + 1;
        return ledger;

        ImageAccount AccountOf(ResolvedImage image)
        {
            var made = objects.RootfsOf(image);
            return new ImageAccount(
                image,
                [.. catalog.NamesOf(image.Digest)],
                [.. catalog.LeasesOf(image.Digest)],
                lastUse(image),
                objects.NeedsOf(image, made),
                StoreObjects.StackOf(image, made),
                objects.SpareOf(image, made).ToHashSet());
        }
    }

    /// <summary>Bytes it takes of the disk; 0 when it is not here.</summary>
    public long BytesOf(StoreObject one) => _bytes.GetValueOrDefault(one);

    /// <summary>How many images need it.</summary>
    public int NeedsOf(StoreObject one) => _needs.GetValueOrDefault(one);
}
