namespace Slipway.Registry.Metadata;

/// <summary>A repository as the writer sees it.</summary>
internal sealed record RepositoryRow(long Id, long OrganizationId, int Tags, int Manifests);
