using Slipway.Oci.Sources;

namespace Slipway.Images.Store;

/// <content>Looking at what is there.</content>
public sealed partial class ImageStore
{
    /// <summary>All images, and what is damaged.</summary>
    public ImageInventory List()
    {
        var ledger = ReadLedger();
        var images = ledger.Images.Select(image => Summarize(ledger, image))
            .OrderBy(image => image.Names.Count == 0)
            .ThenBy(image => image.Names.Select(name => name.Name).FirstOrDefault(), StringComparer.Ordinal)
            .ThenBy(image => image.Digest.Hex, StringComparer.Ordinal);
        return new ImageInventory([.. images], ledger.Catalog.Damaged);
    }

    /// <summary>One image, by its name, or by its id or digest or the beginning of one (at least four digits).</summary>
    /// <exception cref="ImageException"><see cref="ImageErrorCode.NotFound"/>, <see cref="ImageErrorCode.Ambiguous"/>.</exception>
    public ImageDetails Inspect(string image)
    {
        var ledger = ReadLedger();
        var found = Selection.Of(image, ledger.Catalog).Single(image);
        return new ImageDetails(
            Summarize(ledger, ledger.Images.Single(one => one.Digest == found.Digest)), found.Manifest.Bytes, found.ConfigBytes, found.Config, found.Manifest.Content.Layers);
    }

    private Catalog ReadCatalog() => Catalog.Read(_names, _rootfs, _leases, _images);

    private static ImageSummary Summarize(Ledger ledger, ImageAccount account)
    {
        var image = account.Image;
        long? Sum(IEnumerable<StoreObject> objects) => account.Stack.Count == 0 ? null : objects.Sum(ledger.BytesOf);
        return new ImageSummary(
            image.Digest,
            image.Manifest.Content.Config.Digest,
            image.Platform,
            [.. account.Names.Select(known => new ImageName(known.Name, known.Platform, known.Pulled))],
            image.Manifest.Content.Layers.Sum(layer => layer.Size),
            Sum(account.Stack.Distinct()),
            Sum(account.Stack.Distinct().Where(one => ledger.NeedsOf(one) > 1)),
            account.LastUsed,
            account.LeaseHolders);
    }

    private DateTimeOffset LastUseOf(Catalog catalog, ResolvedImage image)
    {
        var uses = catalog.EntriesOf(image.Digest).Select(_rootfs.LastUseOf).OfType<DateTimeOffset>();
        return uses.Concat(catalog.NamesOf(image.Digest).Select(known => known.Pulled)).DefaultIfEmpty(DateTimeOffset.UnixEpoch).Max();
    }
}
