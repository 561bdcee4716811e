using Slipway.Images.Layers;
using Slipway.Oci;

namespace Slipway.Images.Rootfs;

/// <summary>Of which filesystems an image's rootfs is stacked; the layers are those of its configuration, counted from the lowest.</summary>
internal sealed record RootfsRecord
{
    /// <summary>How many of the lowest layers are one filesystem, merged; 0 for none.</summary>
    public required int MergedLayers { get; init; }

    /// <summary>The layers above them that are a filesystem each, ascending; those that show nothing are missing.</summary>
    public required IReadOnlyList<int> Layers { get; init; }

    /// <summary>What a machine's writable layer has from the start, each directory before those in it.</summary>
    public required IReadOnlyList<RootfsDirectory> Directories { get; init; }

    /// <summary>The filesystems, from the lowest to the topmost, never none; null when the record is not of an image with these layers.</summary>
    /// <param name="diffIds">From the lowest to the topmost.</param>
    /// <param name="version">What wrote them.</param>
    public IReadOnlyList<LayerKey>? KeysFor(IReadOnlyList<Digest> diffIds, WriterVersion version)
    {
        if (MergedLayers < 0 || MergedLayers > diffIds.Count || Layers.Any(layer => layer < MergedLayers || layer >= diffIds.Count))
            return null;
        List<LayerKey> keys = MergedLayers > 0 || Layers.Count == 0 ? [LayerKey.OfChain([.. diffIds.Take(MergedLayers)], version)] : [];
        keys.AddRange(Layers.Select(layer => LayerKey.OfLayer(diffIds[layer], version)));
        return keys;
    }
}
