using Slipway.Oci;
using Slipway.Registry.Access;
using Slipway.Registry.Names;

namespace Slipway.Registry.Metadata;

/// <summary>Changes of links between repositories and blobs, inside the writer's transaction, where no other push can race past a quota.</summary>
internal static class BlobWrites
{
    public static LinkBlobOutcome Link(WriteContext context, StoredName name, Digest digest, long length, OrganizationLimits limits)
    {
        var column = DigestColumn.Write(digest);
        var organization = RepositoryWrites.FindOrganization(context, name.OrganizationKey);
        var repository = RepositoryWrites.Find(context, name);
        if (repository is not null && TryRefresh(context, repository, name, digest, column))
            return new LinkBlobOutcome.Linked();
        if (repository is null && limits.MaxRepositories is { } most && (organization?.Repositories ?? 0) >= most)
            return new LinkBlobOutcome.TooManyRepositories(organization?.Repositories ?? 0, most);

        var isNew = organization is null || !OrganizationHas(context, organization.Id, column);
        var used = organization?.UsedBytes ?? 0;
        if (isNew && limits.MaxBytes is { } max && length > max - used)
            return new LinkBlobOutcome.OverQuota(used, max);

        Insert(context, repository ?? RepositoryWrites.Create(context, name), column, length, isNew);
        context.LinkChanges(name, digest);
        return new LinkBlobOutcome.Linked();
    }

    public static LinkBlobOutcome Mount(WriteContext context, StoredName source, StoredName target, Digest digest, OrganizationLimits limits)
    {
        var length = context.Session.FindNumber(
            """
            SELECT b.length FROM repositories r
            JOIN repository_blobs rb ON rb.repository_id = r.id AND rb.digest = $2
            JOIN blobs b ON b.digest = rb.digest
            WHERE r.name = $1
            """,
            source.Value, DigestColumn.Write(digest));
        return length is null ? new LinkBlobOutcome.Absent() : Link(context, target, digest, length.Value, limits);
    }

    /// <summary>Starts a blob's grace anew if no manifest names it; its length, or null when the repository does not have it.</summary>
    public static long? Touch(WriteContext context, StoredName name, Digest digest)
    {
        var column = DigestColumn.Write(digest);
        if (RepositoryWrites.Find(context, name) is not { } repository || !TryRefresh(context, repository, name, digest, column))
            return null;
        return context.Session.FindNumber("SELECT length FROM blobs WHERE digest = $1", column);
    }

    /// <summary>Takes a blob from a repository; false when it was not there.</summary>
    public static bool Unlink(WriteContext context, StoredName name, RepositoryRow repository, Digest digest)
    {
        var session = context.Session;
        var column = DigestColumn.Write(digest);
        if (session.Execute("DELETE FROM repository_blobs WHERE repository_id = $1 AND digest = $2", repository.Id, column) == 0)
            return false;
        if (!OrganizationHas(context, repository.OrganizationId, column))
        {
            session.Execute(
                "UPDATE organizations SET used_bytes = used_bytes - (SELECT length FROM blobs WHERE digest = $2) WHERE id = $1",
                repository.OrganizationId, column);
        }

        session.Execute(
            "UPDATE blobs SET unreferenced_since = $2 WHERE digest = $1 AND NOT EXISTS (SELECT 1 FROM repository_blobs rb WHERE rb.digest = $1)",
            column, context.Now);
        context.LinkChanges(name, digest);
        return true;
    }

    private static bool TryRefresh(WriteContext context, RepositoryRow repository, StoredName name, Digest digest, byte[] column)
    {
        if (!context.Session.Exists("SELECT 1 FROM repository_blobs WHERE repository_id = $1 AND digest = $2", repository.Id, column))
            return false;
        var touched = context.Session.Execute(
            "UPDATE repository_blobs SET unused_since = $3 WHERE repository_id = $1 AND digest = $2 AND unused_since IS NOT NULL",
            repository.Id, column, context.Now);
        if (touched > 0)
            context.LinkChanges(name, digest);
        return true;
    }

    private static bool OrganizationHas(WriteContext context, long organizationId, byte[] column) => context.Session.Exists(
        "SELECT 1 FROM repository_blobs WHERE digest = $1 AND organization_id = $2 LIMIT 1", column, organizationId);

    private static void Insert(WriteContext context, RepositoryRow repository, byte[] column, long length, bool isNew)
    {
        var session = context.Session;
        session.Execute(
            "INSERT INTO blobs (digest, length) VALUES ($1, $2) ON CONFLICT (digest) DO UPDATE SET unreferenced_since = NULL", column, length);
        session.Execute(
            """
            INSERT INTO repository_blobs (repository_id, digest, organization_id, unused_since) VALUES ($1, $2, $3, CASE WHEN EXISTS
                (SELECT 1 FROM manifest_references WHERE repository_id = $1 AND kind = 0 AND digest = $2) THEN NULL ELSE $4 END)
            """,
            repository.Id, column, repository.OrganizationId, context.Now);
        // The blob's own row says how long it is: that is what will be taken off again.
        if (isNew)
        {
            session.Execute(
                "UPDATE organizations SET used_bytes = used_bytes + (SELECT length FROM blobs WHERE digest = $2) WHERE id = $1",
                repository.OrganizationId, column);
        }
    }
}
