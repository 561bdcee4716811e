using Slipway.Oci;
using Slipway.Registry.Access;
using Slipway.Registry.Names;

namespace Slipway.Registry.Metadata;

public sealed partial class RegistryDatabase
{
    /// <summary>A blob's grace is not started anew more often than this, so that repeated questions write nothing.</summary>
    private static readonly TimeSpan s_touchInterval = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The size in bytes of a blob that the repository has; null when it does not. A blob that no manifest names yet is kept for another grace
    /// period, so that a client which was told "exists" can still push the manifest.
    /// </summary>
    public ValueTask<long?> FindBlobAsync(StoredName repository, Digest digest, CancellationToken cancellationToken)
    {
        var link = FindLink(repository, digest);
        if (link?.UnusedSince is not { } since || _clock.GetUtcNow().ToUnixTimeMilliseconds() - since < s_touchInterval.TotalMilliseconds)
            return ValueTask.FromResult(link?.Length);
        return new ValueTask<long?>(_writer.WriteAsync(context => BlobWrites.Touch(context, repository, digest), cancellationToken));
    }

    /// <summary>Gives a published blob to a repository. The caller holds the blob's lock and has published its bytes.</summary>
    public Task<LinkBlobOutcome> LinkBlobAsync(StoredName repository, Digest digest, long length, OrganizationLimits limits, CancellationToken cancellationToken) =>
        _writer.WriteAsync(context => BlobWrites.Link(context, repository, digest, length, limits), cancellationToken);

    /// <summary>Gives a blob of <paramref name="source"/> to <paramref name="target"/>.</summary>
    /// <exception cref="ArgumentException">They are of two organizations: no caller may ask for that.</exception>
    public Task<LinkBlobOutcome> MountBlobAsync(StoredName source, StoredName target, Digest digest, OrganizationLimits limits, CancellationToken cancellationToken)
    {
        if (source.OrganizationKey != target.OrganizationKey)
            throw new ArgumentException($"a blob of {source} cannot be mounted into {target}, which another organization owns.", nameof(target));
        return _writer.WriteAsync(context => BlobWrites.Mount(context, source, target, digest, limits), cancellationToken);
    }

    /// <summary>Repositories of an organization that have a blob, at most <paramref name="max"/>.</summary>
    public IReadOnlyList<StoredName> FindRepositoriesWithBlob(string organizationKey, Digest digest, int max) => _sessions.Read(
        static (session, wanted) => session.List(
            """
            SELECT r.name FROM organizations o
            JOIN repository_blobs rb ON rb.digest = $2 AND rb.organization_id = o.id
            JOIN repositories r ON r.id = rb.repository_id
            WHERE o.key = $1 LIMIT $3
            """,
            static row => ReadName(row.GetString(0)),
            wanted.organizationKey, DigestColumn.Write(wanted.digest), (long)wanted.max),
        (organizationKey, digest, max));

    /// <summary>Takes a blob from a repository; false when it was not there. Manifests that name it stay.</summary>
    public Task<bool> UnlinkBlobAsync(StoredName repository, Digest digest, CancellationToken cancellationToken) => _writer.WriteAsync(
        context => RepositoryWrites.Find(context, repository) is { } row && BlobWrites.Unlink(context, repository, row, digest), cancellationToken);

    private BlobLink? FindLink(StoredName repository, Digest digest)
    {
        var key = new RepositoryDigest(repository, digest);
        if (_caches.Links.Find(key, out var ticket) is { } known)
            return known;
        var link = _sessions.Read(
            static (session, key) => session.Find(
                """
                SELECT b.length, rb.unused_since FROM repositories r
                JOIN repository_blobs rb ON rb.repository_id = r.id AND rb.digest = $2
                JOIN blobs b ON b.digest = rb.digest
                WHERE r.name = $1
                """,
                static row => new BlobLink(row.GetInt64(0), row.IsDBNull(1) ? null : row.GetInt64(1)),
                key.Repository.Value, DigestColumn.Write(key.Digest)),
            key);
        if (link is not null)
            _caches.Links.Offer(key, link, ticket);
        return link;
    }

    internal static StoredName ReadName(string text) => StoredName.TryParse(text, out var name)
        ? name
        : throw new InvalidDataException($"the registry's database holds the repository name '{text}', which is none; restore a backup.");
}
