using Slipway.Images.Rootfs;
using Slipway.Oci.Sources;

namespace Slipway.Images.Store;

/// <content>Looking at what is there.</content>
public sealed partial class ImageStore
{
    /// <summary>All images, and what is damaged.</summary>
    public ImageInventory List()
    {
        var catalog = ReadCatalog();
        var images = catalog.Images.Select(image => Summarize(catalog, image))
            .OrderBy(image => image.Names.Count == 0)
            .ThenBy(image => image.Names.Select(name => name.Name).FirstOrDefault(), StringComparer.Ordinal)
            .ThenBy(image => image.Digest.Hex, StringComparer.Ordinal);
        return new ImageInventory([.. images], [.. catalog.Damaged]);
    }

    /// <summary>One image, by its name, or by its id or digest or the beginning of one (at least four digits).</summary>
    /// <exception cref="ImageException"><see cref="ImageErrorCode.NotFound"/>, <see cref="ImageErrorCode.Ambiguous"/>.</exception>
    public ImageDetails Inspect(string image)
    {
        var catalog = ReadCatalog();
        var found = Selection.Of(image, catalog).Single(image);
        return new ImageDetails(Summarize(catalog, found), found.Manifest.Bytes, found.ConfigBytes, found.Config, found.Manifest.Content.Layers);
    }

    private Catalog ReadCatalog() => Catalog.Read(_names, _rootfs, _images);

    private ImageSummary Summarize(Catalog catalog, ResolvedImage image)
    {
        var names = catalog.NamesOf(image.Digest).Select(known => new ImageName(known.Name, known.Platform, known.Pulled)).ToList();
        return new ImageSummary(
            image.Digest,
            image.Manifest.Content.Config.Digest,
            image.Platform,
            names,
            image.Manifest.Content.Layers.Sum(layer => layer.Size),
            RootfsBytesOf(image),
            LastUseOf(catalog, image));
    }

    private long? RootfsBytesOf(ResolvedImage image) =>
        _rootfs.Find(new RootfsEntry(image.Digest, _writerVersion))?.KeysFor(image.Config.RootFs.DiffIds, _writerVersion)?.Sum(_layers.SizeOf);

    private DateTimeOffset LastUseOf(Catalog catalog, ResolvedImage image)
    {
        var uses = catalog.EntriesOf(image.Digest).Select(_rootfs.LastUseOf).OfType<DateTimeOffset>();
        return uses.Concat(catalog.NamesOf(image.Digest).Select(known => known.Pulled)).DefaultIfEmpty(DateTimeOffset.UnixEpoch).Max();
    }
}
