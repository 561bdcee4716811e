using Slipway.Oci;

namespace Slipway.Registry.Metadata;

/// <summary>What a batch of the collector removed.</summary>
/// <param name="Count">Manifests that are gone.</param>
/// <param name="Referrers">Manifests without a name whose subject was one of them.</param>
internal sealed record RemovedManifests(int Count, IReadOnlyList<Digest> Referrers);
