using Slipway.Images.Content;
using Slipway.Images.Names;
using Slipway.Images.Rootfs;
using Slipway.Oci;

namespace Slipway.Images.Store;

/// <summary>
/// Removes blobs that no name and no converted image needs: those of removed images and of pulls that were given up. Does nothing while
/// something is being pulled, since a pull relies on blobs that nothing names yet.
/// </summary>
internal sealed class BlobSweep(BlobStore blobs, NameStore names, RootfsStore rootfs, StoredImages images, StoreLocks locks)
{
    /// <summary>Returns the bytes that were freed.</summary>
    public long Run()
    {
        using var alone = locks.TrySweep();
        if (alone is null)
            return 0;
        var needed = new HashSet<Digest>();
        foreach (var image in Catalog.Read(names, rootfs, images).Images)
        {
            needed.Add(image.Digest);
            needed.Add(image.Manifest.Content.Config.Digest);
            needed.UnionWith(image.Manifest.Content.Layers.Select(layer => layer.Digest));
        }

        return blobs.List().Where(blob => !needed.Contains(blob)).ToList().Sum(blobs.Remove);
    }
}
