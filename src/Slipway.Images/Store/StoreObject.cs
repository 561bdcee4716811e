using Slipway.Images.Content;
using Slipway.Images.Layers;
using Slipway.Oci;

namespace Slipway.Images.Store;

/// <summary>What images share and collection removes one by one: a blob, or a converted layer by its file name. One of the two is null.</summary>
internal readonly record struct StoreObject(Digest? Blob, string? Layer)
{
    /// <summary>Position of the lock under which it is kept, or removed (<see cref="StoreLocks"/>).</summary>
    public long Position => Blob is { } blob ? StoreLocks.KeptBlob(blob) : StoreLocks.KeptLayer(Layer!);

    public static StoreObject Of(Digest blob) => new(blob, null);

    public static StoreObject Of(LayerKey layer) => new(null, layer.FileName);
}
