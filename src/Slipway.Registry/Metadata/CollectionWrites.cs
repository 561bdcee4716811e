using Microsoft.Data.Sqlite;
using Slipway.Oci;
using Slipway.Registry.Names;

namespace Slipway.Registry.Metadata;

/// <summary>The collector's removals, inside the writer's transaction, where what they are based on is looked up once more.</summary>
internal static class CollectionWrites
{
    public static int UnlinkUnused(WriteContext context, long cutoff, int max)
    {
        var links = context.Session.List(
            """
            SELECT r.name, rb.digest FROM repository_blobs rb JOIN repositories r ON r.id = rb.repository_id
            WHERE rb.unused_since <= $1 ORDER BY rb.unused_since LIMIT $2
            """,
            static row => (Name: RegistryDatabase.ReadName(row.GetString(0)), Digest: DigestColumn.Read(row.GetFieldValue<byte[]>(1))),
            cutoff, (long)max);
        foreach (var (name, digest) in links)
            BlobWrites.Unlink(context, name, RepositoryWrites.Find(context, name)!, digest);
        return links.Count;
    }

    public static int TrimTags(WriteContext context, StoredName name, int keep, int max)
    {
        if (RepositoryWrites.Find(context, name) is not { } repository || repository.Tags <= keep)
            return 0;
        var tags = context.Session.List(
            "SELECT name FROM tags WHERE repository_id = $1 ORDER BY pushed_at DESC, name DESC LIMIT $3 OFFSET $2",
            static row => row.GetString(0),
            repository.Id, (long)keep, (long)max);
        foreach (var tag in tags)
            TagWrites.Delete(context, name, repository, tag);
        return tags.Count;
    }

    public static RemovedManifests RemoveUnnamed(WriteContext context, StoredName name, IReadOnlyList<Digest> digests, long cutoff)
    {
        if (RepositoryWrites.Find(context, name) is not { } repository)
            return new RemovedManifests(0, []);
        var removed = 0;
        var referrers = new List<Digest>();
        foreach (var digest in digests)
        {
            if (FindUnnamed(context, repository, digest, cutoff) is not { } id)
                continue;
            ManifestWrites.Delete(context, name, repository, id, digest);
            removed++;
            referrers.AddRange(context.Session.List(
                // The plus sign: by subject, not through all that have no name.
                "SELECT digest FROM manifests WHERE repository_id = $1 AND subject = $2 AND +unnamed_since IS NOT NULL",
                ReadDigest, repository.Id, DigestColumn.Write(digest)));
        }

        return new RemovedManifests(removed, referrers);
    }

    public static bool RemovePart(WriteContext context, StoredName name, int max)
    {
        if (RepositoryWrites.Find(context, name) is not { } repository)
            return false;
        var manifests = context.Session.List("SELECT digest FROM manifests WHERE repository_id = $1 LIMIT $2", ReadDigest, repository.Id, (long)max);
        foreach (var digest in manifests)
            ManifestWrites.Delete(context, name, repository, ManifestWrites.FindId(context, repository, digest)!.Value, digest);
        if (manifests.Count > 0)
            return true;

        var blobs = context.Session.List("SELECT digest FROM repository_blobs WHERE repository_id = $1 LIMIT $2", ReadDigest, repository.Id, (long)max);
        foreach (var digest in blobs)
            BlobWrites.Unlink(context, name, repository, digest);
        if (blobs.Count > 0)
            return true;

        RepositoryWrites.RemoveEmpty(context, repository);
        return false;
    }

    /// <summary>The manifest, if nothing names it since the cutoff and no subject that is here keeps it.</summary>
    private static long? FindUnnamed(WriteContext context, RepositoryRow repository, Digest digest, long cutoff) => context.Session.FindNumber(
        """
        SELECT id FROM manifests m WHERE m.repository_id = $1 AND m.digest = $2 AND m.unnamed_since <= $3 AND NOT EXISTS
            (SELECT 1 FROM manifests s WHERE s.repository_id = $1 AND s.digest = m.subject)
        """,
        repository.Id, DigestColumn.Write(digest), cutoff);

    private static Digest ReadDigest(SqliteDataReader row) => DigestColumn.Read(row.GetFieldValue<byte[]>(0));
}
