using Slipway.Images.Names;
using Slipway.Oci.Sources;

namespace Slipway.Images.Store;

/// <content>Removing what is asked to go, and what nobody needs.</content>
public sealed partial class ImageStore
{
    /// <summary>
    /// Removes a name, for all platforms, and with the last name of an image the image; or an image with all its names, by its id or digest
    /// or the beginning of one. All or nothing. Layers and blobs that nothing needs any more go too, unless something is being pulled: then
    /// <see cref="Prune"/> takes them later.
    /// </summary>
    /// <exception cref="ImageException">
    /// <see cref="ImageErrorCode.NotFound"/>; <see cref="ImageErrorCode.Ambiguous"/>; <see cref="ImageErrorCode.InUse"/> when a machine runs
    /// from the image or somebody pulls it.
    /// </exception>
    public RemovalReport Remove(string image)
    {
        var catalog = ReadCatalog();
        var selection = Selection.Of(image, catalog);
        IReadOnlyList<KnownName> names = selection.Names;
        IReadOnlyList<ResolvedImage> images = [.. selection.Images.Where(one => catalog.NamesOf(one.Digest).All(names.Contains))];
        if (names.Count == 0)
        {
            images = [selection.Single(image)];
            names = [.. catalog.NamesOf(images[0].Digest)];
        }

        var claims = new List<ImageClaim>();
        try
        {
            claims.AddRange(images.Select(one => ClaimOf(catalog, one) ?? throw new ImageException(
                ImageErrorCode.InUse, $"{image} ({one.Digest}) is in use: a machine runs from it, or it is being pulled; stop the machine first.")));
            foreach (var name in names)
                _names.Remove(name);
            claims.ForEach(claim => claim.RemoveRootfs());
            var freed = Sweep();
            return new RemovalReport([.. names.Select(known => known.Name).Distinct()], [.. images.Select(one => one.Digest)], [], freed);
        }
        finally
        {
            claims.ForEach(claim => claim.Dispose());
        }
    }

    /// <summary>
    /// Clears what nobody needs: unreferenced blobs and layers, those of older converters, damaged files and what killed processes left; and,
    /// if asked, images. Nothing that is leased goes.
    /// </summary>
    /// <param name="unusedFor">Removes images not used for so long; zero is all that nobody uses now, null is none.</param>
    public RemovalReport Prune(TimeSpan? unusedFor)
    {
        var catalog = ReadCatalog();
        var now = _clock.GetUtcNow();
        RemoveStaleRootfs(catalog);
        var (names, gone, inUse) = (new List<string>(), new List<Oci.Digest>(), new List<Oci.Digest>());
        foreach (var image in catalog.Images.Where(image => unusedFor is { } age && now - LastUseOf(catalog, image) >= age))
        {
            using var claim = ClaimOf(catalog, image);
            if (claim is null)
            {
                inUse.Add(image.Digest);
                continue;
            }

            foreach (var known in catalog.NamesOf(image.Digest))
                _names.Remove(known);
            names.AddRange(catalog.NamesOf(image.Digest).Select(known => known.Name));
            claim.RemoveRootfs();
            gone.Add(image.Digest);
        }

        foreach (var lost in catalog.LostNames)
            _names.Remove(lost);
        _names.Tidy(now);
        return new RemovalReport([.. names.Distinct()], gone, inUse, Sweep());
    }

    /// <summary>Removes records that no lease will ever ask for: of other converters, and of images whose manifest is lost.</summary>
    private void RemoveStaleRootfs(Catalog catalog)
    {
        foreach (var entry in catalog.Entries.Where(entry => entry.WriterVersion != _writerVersion || catalog.Find(entry.Image) is null))
        {
            using var claim = ImageClaim.TryTake(_locks, _rootfs, entry.Image, [entry]);
            claim?.RemoveRootfs();
        }
    }

    private ImageClaim? ClaimOf(Catalog catalog, ResolvedImage image) =>
        ImageClaim.TryTake(_locks, _rootfs, image.Digest, catalog.EntriesOf(image.Digest));

    private long Sweep() => new StoreSweep(_blobs, _layers, _names, _rootfs, _images, _locks, _writerVersion).Run();
}
