using Slipway.Oci;

namespace Slipway.Images;

/// <summary>What was removed, or would be.</summary>
/// <param name="Names">Names that no longer mean anything.</param>
/// <param name="Images">Images that are gone, by the manifest's digest, in the order in which they went.</param>
/// <param name="Kept">Images that should have gone and are held.</param>
/// <param name="Blobs">How many blobs went.</param>
/// <param name="Layers">How many converted layers went.</param>
/// <param name="ReclaimedBytes">What they took of the disk.</param>
public sealed record RemovalReport(
    IReadOnlyList<string> Names, IReadOnlyList<Digest> Images, IReadOnlyList<KeptImage> Kept, int Blobs, int Layers, long ReclaimedBytes);
