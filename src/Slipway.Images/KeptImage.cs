using Slipway.Oci;

namespace Slipway.Images;

/// <summary>An image that should have gone and stays.</summary>
/// <param name="Digest">The manifest's digest.</param>
/// <param name="Names">Its names, possibly none.</param>
/// <param name="Holders">Who keeps it, at least one.</param>
public sealed record KeptImage(Digest Digest, IReadOnlyList<string> Names, IReadOnlyList<ImageHolder> Holders);
