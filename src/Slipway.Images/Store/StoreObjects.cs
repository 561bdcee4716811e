using Slipway.Images.Content;
using Slipway.Images.Layers;
using Slipway.Images.Rootfs;
using Slipway.Oci.Sources;

namespace Slipway.Images.Store;

/// <summary>The blobs and converted layers of a store, and which of them an image needs.</summary>
/// <param name="versions">Those that machines may run from; the one that this process makes first.</param>
internal sealed class StoreObjects(BlobStore blobs, LayerStore layers, RootfsStore rootfs, IReadOnlyList<WriterVersion> versions)
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

    /// <summary>What an image is stacked of, for each format that it was made in, the one that is asked for first; none when it has to be made first.</summary>
    public IReadOnlyList<MadeRootfs> RootfsOf(ResolvedImage image) =>
        [.. versions.Select(version => rootfs.Find(new RootfsEntry(image.Digest, version)) is { } record ? new MadeRootfs(version, record) : null).OfType<MadeRootfs>()];

    /// <summary>Everything of an image that stays with it, in all formats, whether or not it is here.</summary>
    /// <param name="made">As of <see cref="RootfsOf"/>.</param>
    public HashSet<StoreObject> NeedsOf(ResolvedImage image, IReadOnlyList<MadeRootfs> made)
    {
        var diffIds = image.Config.RootFs.DiffIds;
        var needs = new HashSet<StoreObject> { StoreObject.Of(image.Digest), StoreObject.Of(image.Manifest.Content.Config.Digest) };
        needs.UnionWith(image.Manifest.Content.Layers.Select(layer => StoreObject.Of(layer.Digest)));
        needs.UnionWith(versions.SelectMany(version => diffIds.Select(diffId => StoreObject.Of(LayerKey.OfLayer(diffId, version)))));
        needs.UnionWith(made.SelectMany(one => StackOf(image, one)));
        // Flattened, where somebody made that.
        needs.UnionWith(versions.Where(version => version.Format == LayerFormat.Ext4).Select(version => StoreObject.Of(LayerKey.OfRoot(diffIds, version))));
        return needs;
    }

    /// <summary>The converted layers that a machine of the image runs from; none when it has to be made first.</summary>
    /// <param name="made">As of <see cref="RootfsOf"/>.</param>
    public static IReadOnlyList<StoreObject> StackOf(ResolvedImage image, IReadOnlyList<MadeRootfs> made) => made is [var first, ..] ? StackOf(image, first) : [];

    /// <summary>
    /// The compressed layers that the image runs without, since each of them is converted for itself: only another format or version of the converter would ask
    /// for them. Merged layers could not be merged again without.
    /// </summary>
    /// <param name="made">As of <see cref="RootfsOf"/>.</param>
    public IEnumerable<StoreObject> SpareOf(ResolvedImage image, IReadOnlyList<MadeRootfs> made) => made is not [{ Record.MergedLayers: 0 } first, ..]
        ? []
        : image.Manifest.Content.Layers.Zip(image.Config.RootFs.DiffIds)
            .Where(layer => layers.Has(LayerKey.OfLayer(layer.Second, first.Version))).Select(layer => StoreObject.Of(layer.First.Digest));

    private static IReadOnlyList<StoreObject> StackOf(ResolvedImage image, MadeRootfs made) =>
        [.. made.Record.KeysFor(image.Config.RootFs.DiffIds, made.Version)?.Select(StoreObject.Of) ?? []];
}
