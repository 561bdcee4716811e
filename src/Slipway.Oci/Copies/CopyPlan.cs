using Slipway.Oci.Manifests;

namespace Slipway.Oci.Copies;

/// <summary>All that makes up what is to be copied.</summary>
/// <param name="Blobs">Configurations and layers, each once.</param>
/// <param name="Manifests">Manifests and indexes, each after all it lists; the last is the top.</param>
internal sealed record CopyPlan(IReadOnlyCollection<Descriptor> Blobs, IReadOnlyList<PlannedManifest> Manifests);
