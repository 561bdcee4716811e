using Slipway.Oci;
using Slipway.Registry.Access;
using Slipway.Registry.Names;

namespace Slipway.Registry.Metadata;

public sealed partial class RegistryDatabase
{
    /// <summary>The manifest with this digest, or null.</summary>
    public StoredManifest? FindManifest(StoredName repository, Digest digest)
    {
        var key = new RepositoryDigest(repository, digest);
        if (_caches.Manifests.Find(key, out var ticket) is { } known)
            return known;
        var manifest = _sessions.Read(
            static (session, key) => session.Find(
                """
                SELECT m.digest, m.media_type, m.bytes FROM repositories r
                JOIN manifests m ON m.repository_id = r.id AND m.digest = $2
                WHERE r.name = $1
                """,
                ReadManifest, key.Repository.Value, DigestColumn.Write(key.Digest)),
            key);
        if (manifest is not null)
            _caches.Manifests.Offer(key, manifest, ticket);
        return manifest;
    }

    /// <summary>The manifest that a tag names, or null.</summary>
    public StoredManifest? FindManifest(StoredName repository, string tag)
    {
        var key = new RepositoryTag(repository, tag);
        if (_caches.Tags.Find(key, out var ticket) is { } known)
            return known;
        var manifest = _sessions.Read(
            static (session, key) => session.Find(
                """
                SELECT m.digest, m.media_type, m.bytes FROM repositories r
                JOIN tags t ON t.repository_id = r.id AND t.name = $2
                JOIN manifests m ON m.id = t.manifest_id
                WHERE r.name = $1
                """,
                ReadManifest, key.Repository.Value, key.Tag),
            key);
        if (manifest is not null)
            _caches.Tags.Offer(key, manifest, ticket);
        return manifest;
    }

    /// <summary>Stores a manifest and lets <paramref name="tags"/> name it, all or nothing. Storing it again moves the tags.</summary>
    public Task<PutManifestOutcome> PutManifestAsync(
        StoredName repository, NewManifest manifest, IReadOnlyList<string> tags, OrganizationLimits limits, CancellationToken cancellationToken) =>
        _writer.WriteAsync(context => ManifestWrites.Put(context, repository, manifest, tags, limits), cancellationToken);

    /// <summary>Removes a manifest and every tag that names it; false when it was not there.</summary>
    public Task<bool> DeleteManifestAsync(StoredName repository, Digest digest, CancellationToken cancellationToken) => _writer.WriteAsync(
        context =>
        {
            if (RepositoryWrites.Find(context, repository) is not { } row || ManifestWrites.FindId(context, row, digest) is not { } id)
                return false;
            ManifestWrites.Delete(context, repository, row, id, digest);
            return true;
        },
        cancellationToken);

    /// <summary>Removes a tag; its manifest stays. False when it was not there.</summary>
    public Task<bool> DeleteTagAsync(StoredName repository, string tag, CancellationToken cancellationToken) => _writer.WriteAsync(
        context => RepositoryWrites.Find(context, repository) is { } row && TagWrites.Delete(context, repository, row, tag), cancellationToken);

    private static StoredManifest ReadManifest(Microsoft.Data.Sqlite.SqliteDataReader row) =>
        new(DigestColumn.Read(row.GetFieldValue<byte[]>(0)), row.GetString(1), row.GetFieldValue<byte[]>(2));
}
