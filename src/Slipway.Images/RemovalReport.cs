using Slipway.Oci;

namespace Slipway.Images;

/// <summary>What was removed.</summary>
/// <param name="Names">Names that no longer mean anything.</param>
/// <param name="Images">Images that are gone, by the manifest's digest.</param>
/// <param name="InUse">Images that should have gone and are leased or being made.</param>
/// <param name="ReclaimedBytes">Lengths of the files that were removed.</param>
public sealed record RemovalReport(IReadOnlyList<string> Names, IReadOnlyList<Digest> Images, IReadOnlyList<Digest> InUse, long ReclaimedBytes);
