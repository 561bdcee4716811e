namespace Slipway.Registry.Metadata;

/// <summary>Settings of a registry's database.</summary>
/// <param name="MaxTagsPerRepository">A push that would make more tags is refused.</param>
/// <param name="MaxManifestsPerRepository">A push that would make more manifests is refused.</param>
/// <param name="CacheBytes">Memory for manifests, tags and blob links that were read lately.</param>
public sealed record RegistryDatabaseOptions(
    int MaxTagsPerRepository = 100_000,
    int MaxManifestsPerRepository = 100_000,
    long CacheBytes = 64L * 1024 * 1024);
