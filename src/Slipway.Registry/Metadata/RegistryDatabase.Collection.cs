using Slipway.Oci;
using Slipway.Registry.Names;

namespace Slipway.Registry.Metadata;

/// <remarks>What the collector asks and removes, a batch at a time: every batch is one change of the writer, checked again inside its transaction.</remarks>
public sealed partial class RegistryDatabase
{
    /// <summary>Rows of one transaction when a repository is removed.</summary>
    private const int RemovalBatch = 100;

    /// <summary>The clock by which everything here ages.</summary>
    internal TimeProvider Clock => _clock;

    /// <summary>
    /// True when the database knows the blob, in a repository or waiting to be removed. Whoever published bytes under the blob's lock and then could
    /// not link them removes them from the store unless this is true.
    /// </summary>
    public bool HasBlob(Digest digest) => _sessions.Read(
        static (session, column) => session.Exists("SELECT 1 FROM blobs WHERE digest = $1", column), DigestColumn.Write(digest));

    /// <summary>Bytes that an organization's blobs take, each counted once.</summary>
    public long GetUsedBytes(string organizationKey) => _sessions.Read(
        static (session, key) => session.FindNumber("SELECT used_bytes FROM organizations WHERE key = $1", key) ?? 0, organizationKey);

    /// <summary>Keys of organizations after <paramref name="last"/>.</summary>
    internal IReadOnlyList<string> ListOrganizations(string? last, int max) => _sessions.Read(
        static (session, wanted) => session.List(
            "SELECT key FROM organizations WHERE key > $1 ORDER BY key LIMIT $2", static row => row.GetString(0), wanted.last ?? "", (long)wanted.max),
        (last, max));

    /// <summary>Repositories of all organizations after <paramref name="last"/>.</summary>
    internal IReadOnlyList<StoredName> ListStoredNames(StoredName? last, int max) => _sessions.Read(
        static (session, wanted) => session.List(
            "SELECT name FROM repositories WHERE name > $1 ORDER BY name LIMIT $2",
            static row => ReadName(row.GetString(0)),
            wanted.last?.Value ?? "", (long)wanted.max),
        (last, max));

    /// <summary>Blobs after <paramref name="last"/>, in the order of their digests.</summary>
    internal IReadOnlyList<Digest> ListBlobs(Digest? last, int max) => _sessions.Read(
        static (session, wanted) => session.List(
            "SELECT digest FROM blobs WHERE digest > $1 ORDER BY digest LIMIT $2",
            static row => DigestColumn.Read(row.GetFieldValue<byte[]>(0)),
            wanted.after, (long)wanted.max),
        (after: last is { } digest ? DigestColumn.Write(digest) : [], max));

    /// <summary>Blobs that are in no repository since <paramref name="cutoff"/>.</summary>
    internal IReadOnlyList<Digest> ListUnreferencedBlobs(DateTimeOffset cutoff, int max) => _sessions.Read(
        static (session, wanted) => session.List(
            "SELECT digest FROM blobs WHERE unreferenced_since <= $1 LIMIT $2",
            static row => DigestColumn.Read(row.GetFieldValue<byte[]>(0)),
            wanted.cutoff.ToUnixTimeMilliseconds(), (long)wanted.max),
        (cutoff, max));

    /// <summary>Forgets a blob that is still in no repository since <paramref name="cutoff"/>; its length, or null when it is needed again.</summary>
    internal Task<long?> ForgetBlobAsync(Digest digest, DateTimeOffset cutoff, CancellationToken cancellationToken) => _writer.WriteAsync(
        context => context.Session.FindNumber(
            """
            DELETE FROM blobs WHERE digest = $1 AND unreferenced_since <= $2
                AND NOT EXISTS (SELECT 1 FROM repository_blobs rb WHERE rb.digest = $1) RETURNING length
            """,
            DigestColumn.Write(digest), cutoff.ToUnixTimeMilliseconds()),
        cancellationToken);

    /// <summary>Takes blobs from repositories where no manifest names them since <paramref name="cutoff"/>; how many.</summary>
    internal Task<int> UnlinkUnusedAsync(DateTimeOffset cutoff, int max, CancellationToken cancellationToken) =>
        _writer.WriteAsync(context => CollectionWrites.UnlinkUnused(context, cutoff.ToUnixTimeMilliseconds(), max), cancellationToken);

    /// <summary>Removes the tags that were pushed least recently and are more than <paramref name="keep"/>; how many of them.</summary>
    internal Task<int> TrimTagsAsync(StoredName repository, int keep, int max, CancellationToken cancellationToken) =>
        _writer.WriteAsync(context => CollectionWrites.TrimTags(context, repository, keep, max), cancellationToken);

    /// <summary>
    /// Manifests that neither a tag nor an index names since <paramref name="cutoff"/> and whose subject, if they have one, is not here.
    /// </summary>
    internal IReadOnlyList<Digest> ListUnnamedManifests(StoredName repository, DateTimeOffset cutoff, int max) => _sessions.Read(
        static (session, wanted) => session.List(
            """
            SELECT m.digest FROM repositories r JOIN manifests m ON m.repository_id = r.id
            WHERE r.name = $1 AND m.unnamed_since <= $2 AND NOT EXISTS
                (SELECT 1 FROM manifests s WHERE s.repository_id = r.id AND s.digest = m.subject)
            LIMIT $3
            """,
            static row => DigestColumn.Read(row.GetFieldValue<byte[]>(0)),
            wanted.repository.Value, wanted.cutoff.ToUnixTimeMilliseconds(), (long)wanted.max),
        (repository, cutoff, max));

    /// <summary>Removes those of <paramref name="digests"/> that are still without a name since <paramref name="cutoff"/> (null: at all).</summary>
    internal Task<RemovedManifests> RemoveUnnamedAsync(
        StoredName repository, IReadOnlyList<Digest> digests, DateTimeOffset? cutoff, CancellationToken cancellationToken) => _writer.WriteAsync(
        context => CollectionWrites.RemoveUnnamed(context, repository, digests, cutoff?.ToUnixTimeMilliseconds() ?? long.MaxValue), cancellationToken);

    /// <summary>
    /// Removes a repository with all its tags, manifests and links, in parts, so that other changes go on in between; one that is not there is no error. What is
    /// pushed meanwhile may go too.
    /// </summary>
    public async Task RemoveRepositoryAsync(StoredName repository, CancellationToken cancellationToken)
    {
        while (await _writer.WriteAsync(context => CollectionWrites.RemovePart(context, repository, RemovalBatch), cancellationToken))
        {
        }
    }
}
