using Slipway.Oci.Manifests;

namespace Slipway.Containerd;

/// <summary>How far a layer is on its way into containerd; a value, so that reporting costs no allocation. Reported from several threads, at most once for each MiB.</summary>
/// <param name="Step">What happens.</param>
/// <param name="Layer">The layer's blob.</param>
/// <param name="DoneBytes">Of the blob: what containerd has, and all or nothing of it when it is unpacked, since containerd does not say how far it is.</param>
public readonly record struct LayerProgress(LayerStep Step, Descriptor Layer, long DoneBytes);
