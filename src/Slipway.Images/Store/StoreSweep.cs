using Slipway.Images.Content;
using Slipway.Images.Layers;
using Slipway.Images.Names;
using Slipway.Images.Rootfs;
using Slipway.Oci;
using Slipway.Oci.Sources;

namespace Slipway.Images.Store;

/// <summary>
/// Removes blobs and converted layers that no name and no converted image needs: those of removed images, of older converters and of pulls that were given up.
/// Does nothing while something is being pulled, since a pull relies on what nothing names yet.
/// </summary>
internal sealed class StoreSweep(
    BlobStore blobs, LayerStore layers, NameStore names, RootfsStore rootfs, StoredImages images, StoreLocks locks, int version)
{
    /// <summary>Returns the bytes that were freed.</summary>
    public long Run()
    {
        using var alone = locks.TrySweep();
        if (alone is null)
            return 0;
        var freed = layers.Tidy();
        rootfs.Tidy();
        var needed = new HashSet<Digest>();
        var neededLayers = new HashSet<string>();
        foreach (var image in Catalog.Read(names, rootfs, images).Images)
        {
            needed.Add(image.Digest);
            needed.Add(image.Manifest.Content.Config.Digest);
            needed.UnionWith(image.Manifest.Content.Layers.Select(layer => layer.Digest));
            neededLayers.UnionWith(KeysOf(image).Select(key => key.FileName));
        }

        return freed + blobs.List().Where(blob => !needed.Contains(blob)).ToList().Sum(blobs.Remove)
            + layers.List().Where(name => !neededLayers.Contains(name)).ToList().Sum(layers.TryRemove);
    }

    /// <summary>What the image is stacked of, and what it will be if it has to be stacked again.</summary>
    private IEnumerable<LayerKey> KeysOf(ResolvedImage image)
    {
        var diffIds = image.Config.RootFs.DiffIds;
        return diffIds.Select(diffId => LayerKey.OfLayer(diffId, version))
            .Concat(rootfs.Find(new RootfsEntry(image.Digest, version))?.KeysFor(diffIds, version) ?? []);
    }
}
