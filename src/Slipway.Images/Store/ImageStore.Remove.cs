using Slipway.Oci;

namespace Slipway.Images.Store;

/// <content>Removing what is asked to go.</content>
public sealed partial class ImageStore
{
    /// <summary>
    /// Removes a name, for all platforms, and with the last name of an image the image; or an image with all its names, by its id or digest
    /// or the beginning of one. All or nothing. Layers and blobs that nothing needs any more go too.
    /// </summary>
    /// <exception cref="ImageException">
    /// <see cref="ImageErrorCode.NotFound"/>; <see cref="ImageErrorCode.Ambiguous"/>; <see cref="ImageErrorCode.InUse"/> when a machine runs
    /// from the image, somebody pulls it or a lease holds it.
    /// </exception>
    public RemovalReport Remove(string image)
    {
        var ledger = ReadLedgerToRemove();
        var catalog = ledger.Catalog;
        var selection = Selection.Of(image, catalog);
        var names = selection.Names;
        var digests = selection.Images.Where(one => catalog.NamesOf(one.Digest).All(names.Contains)).Select(one => one.Digest).ToHashSet();
        if (names.Count == 0)
        {
            digests = [selection.Single(image).Digest];
            names = [.. catalog.NamesOf(digests.Single())];
        }

        var tally = new RemovalTally();
        RemoveAll(image, catalog, [.. ledger.Images.Where(one => digests.Contains(one.Digest))], tally);
        foreach (var name in names)
            _names.Remove(name);
        tally.Remove(Sweep(s_none));
        return tally.Report() with { Names = [.. names.Select(known => known.Name).Distinct()] };
    }

    private void RemoveAll(string asked, Catalog catalog, IReadOnlyList<ImageAccount> images, RemovalTally tally)
    {
        var claims = new List<(ImageAccount Image, ImageClaim Claim)>();
        try
        {
            foreach (var image in images)
                claims.Add((image, ClaimOf(catalog, image.Digest, out var holder) ?? throw InUse(asked, image.Digest, [holder])));
            var leased = _leases.List().ToLookup(lease => lease.Digest);
            foreach (var image in images.Where(image => leased[image.Digest].Any()))
                throw InUse(asked, image.Digest, [.. leased[image.Digest].Select(lease => new ImageHolder(ImageHolderKind.Lease, lease.Name))]);
            foreach (var (image, claim) in claims)
                Remove(image, claim, tally);
        }
        finally
        {
            claims.ForEach(held => held.Claim.Dispose());
        }
    }

    private static ImageException InUse(string asked, Digest image, IReadOnlyList<ImageHolder> holders)
    {
        var todo = holders[0].Kind switch { ImageHolderKind.Lease => "release that first", ImageHolderKind.Pull => "try again when that is done", _ => "stop the machine first" };
        return new ImageException(ImageErrorCode.InUse, $"{asked} ({image}) is in use: {string.Join(", ", holders)}; {todo}.");
    }
}
