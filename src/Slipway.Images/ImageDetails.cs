using Slipway.Oci.Manifests;

namespace Slipway.Images;

/// <summary>Everything the store knows about one image.</summary>
/// <param name="Summary">As listed.</param>
/// <param name="ManifestBytes">The manifest as it came.</param>
/// <param name="ConfigBytes">The configuration as it came.</param>
/// <param name="Config">A view of the configuration.</param>
/// <param name="Layers">The layers, lowest first.</param>
public sealed record ImageDetails(
    ImageSummary Summary, ReadOnlyMemory<byte> ManifestBytes, ReadOnlyMemory<byte> ConfigBytes, ImageConfig Config, IReadOnlyList<Descriptor> Layers);
