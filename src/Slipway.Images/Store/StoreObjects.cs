using Slipway.Images.Content;
using Slipway.Images.Layers;
using Slipway.Images.Rootfs;
using Slipway.Oci;
using Slipway.Oci.Sources;

namespace Slipway.Images.Store;

/// <summary>The blobs and converted layers of a store, and which of them an image needs.</summary>
internal sealed class StoreObjects(BlobStore blobs, LayerStore layers, RootfsStore rootfs, int version)
{
    /// <summary>All there are, in no order.</summary>
    public IEnumerable<StoreObject> List() => blobs.List().Select(StoreObject.Of).Concat(layers.List().Select(layer => new StoreObject(null, layer)));

    /// <summary>Bytes it takes of the disk.</summary>
    public long SizeOf(StoreObject one) => one.Blob is { } blob ? blobs.SizeOf(blob) : layers.SizeOf(one.Layer!);

    /// <summary>A layer that is here and yet never leased.</summary>
    public bool IsLost(StoreObject one) => one.Layer is { } layer && layers.IsLost(layer);

    /// <summary>A layer that stays though no image needs it yet.</summary>
    public bool IsAwaited(StoreObject one, DateTimeOffset now) => one.Layer is { } layer && layers.IsAwaited(layer, now);

    /// <summary>Removes one that nobody keeps; returns the bytes that were freed, 0 when a machine still runs from it.</summary>
    public long TryRemove(StoreObject one) => one.Blob is { } blob ? blobs.Remove(blob) : layers.TryRemove(one.Layer!);

    /// <summary>What an image is stacked of; null when it has to be made first.</summary>
    public RootfsRecord? RecordOf(ResolvedImage image) => rootfs.Find(new RootfsEntry(image.Digest, version));

    /// <summary>Everything of an image that stays with it, whether or not it is here.</summary>
    /// <param name="record">As of <see cref="RecordOf"/>.</param>
    public HashSet<StoreObject> NeedsOf(ResolvedImage image, RootfsRecord? record)
    {
        var needs = new HashSet<StoreObject> { StoreObject.Of(image.Digest), StoreObject.Of(image.Manifest.Content.Config.Digest) };
        needs.UnionWith(image.Manifest.Content.Layers.Select(layer => StoreObject.Of(layer.Digest)));
        needs.UnionWith(image.Config.RootFs.DiffIds.Select(diffId => StoreObject.Of(LayerKey.OfLayer(diffId, version))));
        needs.UnionWith(StackOf(image, record));
        // Flattened, where somebody made that.
        needs.Add(StoreObject.Of(LayerKey.OfRoot(image.Config.RootFs.DiffIds, version)));
        return needs;
    }

    /// <summary>The converted layers that a machine of the image runs from; none when it has to be made first.</summary>
    /// <param name="record">As of <see cref="RecordOf"/>.</param>
    public IReadOnlyList<StoreObject> StackOf(ResolvedImage image, RootfsRecord? record) => [.. record?.KeysFor(image.Config.RootFs.DiffIds, version)?.Select(StoreObject.Of) ?? []];

    /// <summary>
    /// The compressed layers that the image runs without, since each of them is converted for itself: only another version of the converter would ask for
    /// them. Merged layers could not be merged again without.
    /// </summary>
    /// <param name="record">As of <see cref="RecordOf"/>.</param>
    public IEnumerable<StoreObject> SpareOf(ResolvedImage image, RootfsRecord? record) => record is not { MergedLayers: 0 }
        ? []
        : image.Manifest.Content.Layers.Zip(image.Config.RootFs.DiffIds).Where(layer => IsConverted(layer.Second)).Select(layer => StoreObject.Of(layer.First.Digest));

    private bool IsConverted(Digest diffId) => layers.Has(LayerKey.OfLayer(diffId, version));
}
