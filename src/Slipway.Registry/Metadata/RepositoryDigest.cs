using Slipway.Oci;
using Slipway.Registry.Names;

namespace Slipway.Registry.Metadata;

/// <summary>A blob or manifest in a repository.</summary>
internal readonly record struct RepositoryDigest(StoredName Repository, Digest Digest);
