using Slipway.Oci;
using Slipway.Registry.Names;

namespace Slipway.Registry.Routing;

/// <summary>A wish to have a blob without uploading it (distribution-spec 1.1, end-11).</summary>
/// <param name="Digest">The blob.</param>
/// <param name="Source">
/// The repository it is in, which the caller may pull from. Null with <paramref name="Anonymous"/> false: the named source is not the
/// caller's to read or is no name at all, which must end exactly as if it had no such blob.
/// </param>
/// <param name="Anonymous">True when no source was named: any repository of the organization will do that the caller may pull from.</param>
public sealed record MountRequest(Digest Digest, StoredName? Source, bool Anonymous);
