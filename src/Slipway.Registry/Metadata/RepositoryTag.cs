using Slipway.Registry.Names;

namespace Slipway.Registry.Metadata;

/// <summary>A tag in a repository.</summary>
internal readonly record struct RepositoryTag(StoredName Repository, string Tag);
