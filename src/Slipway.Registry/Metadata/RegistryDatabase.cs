using Slipway.Oci;
using Slipway.Registry.Access;
using Slipway.Registry.Names;

namespace Slipway.Registry.Metadata;

/// <summary>
/// Which repository has which blobs, manifests, tags and referrers, and who uses how much: SQLite, one file, one process. Reads are synchronous and take
/// microseconds (write-ahead log, prepared statements, manifests and tags from memory); every change goes through one writer that commits many callers'
/// changes with one sync, and is durable when its task ends. Thread safe.
/// </summary>
public sealed class RegistryDatabase : IAsyncDisposable
{
    /// <summary>True when anything was ever pushed to the repository and it was not removed since.</summary>
    public bool HasRepository(StoredName repository) => throw new NotImplementedException();

    /// <summary>
    /// The size in bytes of a blob that the repository has; null when it does not. A blob that no manifest names yet is kept for another grace
    /// period, so that a client which was told "exists" can still push the manifest.
    /// </summary>
    public ValueTask<long?> FindBlobAsync(StoredName repository, Digest digest, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Gives a published blob to a repository. The caller holds the blob's lock and has published its bytes.</summary>
    public Task<LinkBlobOutcome> LinkBlobAsync(StoredName repository, Digest digest, long length, OrganizationLimits limits, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Gives a blob of <paramref name="source"/> to <paramref name="target"/>; both are of one organization.</summary>
    public Task<LinkBlobOutcome> MountBlobAsync(StoredName source, StoredName target, Digest digest, OrganizationLimits limits, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Repositories of an organization that have a blob, at most <paramref name="max"/>.</summary>
    public IReadOnlyList<StoredName> FindRepositoriesWithBlob(string organizationKey, Digest digest, int max) => throw new NotImplementedException();

    /// <summary>Takes a blob from a repository; false when it was not there. Manifests that name it stay.</summary>
    public Task<bool> UnlinkBlobAsync(StoredName repository, Digest digest, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The manifest with this digest, or null.</summary>
    public StoredManifest? FindManifest(StoredName repository, Digest digest) => throw new NotImplementedException();

    /// <summary>The manifest that a tag names, or null.</summary>
    public StoredManifest? FindManifest(StoredName repository, string tag) => throw new NotImplementedException();

    /// <summary>Stores a manifest and lets <paramref name="tags"/> name it, all or nothing. Storing it again moves the tags.</summary>
    public Task<PutManifestOutcome> PutManifestAsync(
        StoredName repository, NewManifest manifest, IReadOnlyList<string> tags, OrganizationLimits limits, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Removes a manifest and every tag that names it; false when it was not there.</summary>
    public Task<bool> DeleteManifestAsync(StoredName repository, Digest digest, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Removes a tag; its manifest stays. False when it was not there.</summary>
    public Task<bool> DeleteTagAsync(StoredName repository, string tag, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Tags after <paramref name="last"/> (exclusive; null for the first) in ASCII order; null when the repository does not exist.</summary>
    public Page<string>? ListTags(StoredName repository, string? last, int max) => throw new NotImplementedException();

    /// <summary>External names of an organization's repositories after <paramref name="last"/> in ASCII order.</summary>
    public Page<string> ListRepositories(string organizationKey, string? last, int max) => throw new NotImplementedException();

    /// <summary>Manifests whose subject is <paramref name="subject"/>, by digest, after <paramref name="last"/>; empty for everything unknown.</summary>
    public Page<Referrer> ListReferrers(StoredName repository, Digest subject, string? artifactType, Digest? last, int max) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
