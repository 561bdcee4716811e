using Slipway.Oci;

namespace Slipway.Registry.Metadata;

/// <summary>A manifest to be stored, already parsed and checked.</summary>
/// <param name="Manifest">Digest, type and bytes.</param>
/// <param name="Blobs">Blobs that must be in the repository: config and layers, without the non-distributable ones.</param>
/// <param name="OptionalBlobs">Blobs that are kept for it if they are there: non-distributable layers.</param>
/// <param name="Manifests">Manifests that an index names; kept for it if they are in the repository.</param>
/// <param name="RequiredManifests">True when all of <paramref name="Manifests"/> must be there.</param>
/// <param name="Referrer">What the referrers list says of it; null when it has no subject.</param>
public sealed record NewManifest(
    StoredManifest Manifest,
    IReadOnlyList<Digest> Blobs,
    IReadOnlyList<Digest> OptionalBlobs,
    IReadOnlyList<Digest> Manifests,
    bool RequiredManifests,
    NewReferrer? Referrer);
