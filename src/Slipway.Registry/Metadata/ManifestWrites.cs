using System.Runtime.InteropServices;
using Slipway.Oci;
using Slipway.Registry.Access;
using Slipway.Registry.Names;

namespace Slipway.Registry.Metadata;

/// <summary>Storing and removing manifests, inside the writer's transaction.</summary>
internal static class ManifestWrites
{
    private const long BlobKind = 0;
    private const long ManifestKind = 1;

    public static PutManifestOutcome Put(WriteContext context, StoredName name, NewManifest manifest, IReadOnlyList<string> tags, OrganizationLimits limits)
    {
        var repository = RepositoryWrites.Find(context, name);
        if (FindMissing(context, repository, manifest) is { Count: > 0 } missing)
            return new PutManifestOutcome.Missing(missing);
        if (repository is null && limits.MaxRepositories is { } most
            && RepositoryWrites.FindOrganization(context, name.OrganizationKey)?.Repositories is var used && (used ?? 0) >= most)
            return new PutManifestOutcome.OverQuota(used ?? 0, most);

        var id = repository is null ? null : FindId(context, repository, manifest.Manifest.Digest);
        if (id is null && (repository?.Manifests ?? 0) >= context.Options.MaxManifestsPerRepository)
            return new PutManifestOutcome.TooMany("manifests", context.Options.MaxManifestsPerRepository);
        var newTags = tags.Distinct(StringComparer.Ordinal).Count(tag => repository is null || !TagWrites.Exists(context, repository, tag));
        if (newTags > 0 && (repository?.Tags ?? 0) + newTags > context.Options.MaxTagsPerRepository)
            return new PutManifestOutcome.TooMany("tags", context.Options.MaxTagsPerRepository);

        repository ??= RepositoryWrites.Create(context, name);
        if (id is null)
            id = Insert(context, name, repository, manifest);
        else
            Renew(context, name, id.Value, manifest.Manifest);
        foreach (var tag in tags)
            TagWrites.Set(context, name, repository, tag, id.Value);
        context.Session.Execute("UPDATE manifests SET unnamed_since = NULL WHERE id = $1", id);
        RefreshName(context, repository.Id, id.Value);
        context.ManifestChanges(name, manifest.Manifest.Digest);
        return new PutManifestOutcome.Stored();
    }

    public static long? FindId(WriteContext context, RepositoryRow repository, Digest digest) => context.Session.FindNumber(
        "SELECT id FROM manifests WHERE repository_id = $1 AND digest = $2", repository.Id, DigestColumn.Write(digest));

    /// <summary>Removes a manifest and its tags. What only it named begins to age.</summary>
    public static void Delete(WriteContext context, StoredName name, RepositoryRow repository, long id, Digest digest)
    {
        var session = context.Session;
        TagWrites.DeleteAllOf(context, name, repository, id);
        var blobs = ListReferences(session, id, BlobKind);
        var children = ListReferences(session, id, ManifestKind);
        session.Execute("DELETE FROM manifest_references WHERE manifest_id = $1", id);
        session.Execute("DELETE FROM manifests WHERE id = $1", id);
        session.Execute("UPDATE repositories SET manifests = manifests - 1 WHERE id = $1", repository.Id);
        foreach (var blob in blobs)
        {
            session.Execute(
                """
                UPDATE repository_blobs SET unused_since = $3 WHERE repository_id = $1 AND digest = $2 AND NOT EXISTS
                    (SELECT 1 FROM manifest_references m WHERE m.repository_id = $1 AND m.kind = 0 AND m.digest = $2)
                """,
                repository.Id, blob, context.Now);
            context.LinkChanges(name, DigestColumn.Read(blob));
        }

        foreach (var child in children)
            RefreshName(context, repository.Id, session.FindNumber("SELECT id FROM manifests WHERE repository_id = $1 AND digest = $2", repository.Id, child));
        context.ManifestChanges(name, digest);
    }

    /// <summary>Notes since when neither a tag nor an index names a manifest.</summary>
    public static void RefreshName(WriteContext context, long repositoryId, long? id) => context.Session.Execute(
        """
        UPDATE manifests SET unnamed_since = CASE
            WHEN EXISTS (SELECT 1 FROM tags t WHERE t.manifest_id = $2) THEN NULL
            WHEN EXISTS (SELECT 1 FROM manifest_references m WHERE m.repository_id = $1 AND m.kind = 1 AND m.digest = manifests.digest) THEN NULL
            ELSE coalesce(unnamed_since, $3) END
        WHERE id = $2
        """,
        repositoryId, id, context.Now);

    private static List<Digest> FindMissing(WriteContext context, RepositoryRow? repository, NewManifest manifest)
    {
        var missing = manifest.Blobs.Distinct().Where(digest => repository is null || !context.Session.Exists(
            "SELECT 1 FROM repository_blobs WHERE repository_id = $1 AND digest = $2", repository.Id, DigestColumn.Write(digest)));
        if (manifest.RequiredManifests)
            missing = missing.Concat(manifest.Manifests.Distinct().Where(digest => repository is null || FindId(context, repository, digest) is null));
        return [.. missing];
    }

    private static long Insert(WriteContext context, StoredName name, RepositoryRow repository, NewManifest manifest)
    {
        var session = context.Session;
        session.Execute(
            """
            INSERT INTO manifests (repository_id, digest, media_type, subject, artifact_type, descriptor, bytes) VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            repository.Id, DigestColumn.Write(manifest.Manifest.Digest), manifest.Manifest.MediaType,
            manifest.Referrer is { } referrer ? DigestColumn.Write(referrer.Subject) : null, manifest.Referrer?.ArtifactType,
            manifest.Referrer is { } refers ? ToArray(refers.DescriptorJson) : null, ToArray(manifest.Manifest.Bytes));
        session.Execute("UPDATE repositories SET manifests = manifests + 1 WHERE id = $1", repository.Id);
        var id = FindId(context, repository, manifest.Manifest.Digest)!.Value;
        foreach (var blob in manifest.Blobs.Concat(manifest.OptionalBlobs).Distinct())
        {
            Refer(context, repository, BlobKind, blob, id);
            session.Execute(
                "UPDATE repository_blobs SET unused_since = NULL WHERE repository_id = $1 AND digest = $2", repository.Id, DigestColumn.Write(blob));
            context.LinkChanges(name, blob);
        }

        foreach (var child in manifest.Manifests.Distinct())
        {
            Refer(context, repository, ManifestKind, child, id);
            session.Execute("UPDATE manifests SET unnamed_since = NULL WHERE repository_id = $1 AND digest = $2", repository.Id, DigestColumn.Write(child));
        }

        return id;
    }

    /// <summary>The same bytes once more: only the media type can differ, when the document itself does not say it. The last one holds.</summary>
    private static void Renew(WriteContext context, StoredName name, long id, StoredManifest manifest)
    {
        var changed = context.Session.Execute("UPDATE manifests SET media_type = $2 WHERE id = $1 AND media_type <> $2", id, manifest.MediaType);
        if (changed == 0)
            return;
        foreach (var tag in TagWrites.ListOf(context, id))
            context.TagChanges(name, tag);
    }

    private static void Refer(WriteContext context, RepositoryRow repository, long kind, Digest digest, long id) => context.Session.Execute(
        "INSERT INTO manifest_references (repository_id, kind, digest, manifest_id) VALUES ($1, $2, $3, $4)",
        repository.Id, kind, DigestColumn.Write(digest), id);

    private static List<byte[]> ListReferences(SqliteSession session, long id, long kind) => session.List(
        "SELECT digest FROM manifest_references WHERE manifest_id = $1 AND kind = $2", static row => row.GetFieldValue<byte[]>(0), id, kind);

    private static byte[] ToArray(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Array is { } whole && segment.Count == whole.Length ? whole : bytes.ToArray();
}
