using System.Globalization;

namespace Slipway.Registry.Metadata;

/// <summary>
/// The tables, and how an older file gets them. Times are Unix milliseconds; a digest is one byte for the algorithm and the hash
/// (<see cref="DigestColumn"/>). Counters and <c>..._since</c> columns are kept by the writer in the transaction that changes what they say.
/// </summary>
/// <remarks>
/// <code>
/// organizations      key, used_bytes (each blob once), repositories
///  └ repositories     name "KEY/NAME", tags, manifests
///     ├ repository_blobs   the links: who may read which blob;      unused_since: no manifest here names it since then
///     ├ manifests          bytes as pushed, subject and descriptor; unnamed_since: no tag and no index names it since then
///     │  └ manifest_references  blobs (kind 0) and manifests (kind 1) by digest, whether they are here or not
///     └ tags
/// blobs              what the store has;                            unreferenced_since: in no repository since then
/// </code>
/// </remarks>
internal static class Schema
{
    private const string Version1 = """
        CREATE TABLE organizations (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            used_bytes INTEGER NOT NULL DEFAULT 0 CHECK (used_bytes >= 0),
            repositories INTEGER NOT NULL DEFAULT 0 CHECK (repositories >= 0)
        ) STRICT;

        CREATE TABLE repositories (
            id INTEGER PRIMARY KEY,
            organization_id INTEGER NOT NULL REFERENCES organizations (id),
            name TEXT NOT NULL UNIQUE,
            tags INTEGER NOT NULL DEFAULT 0 CHECK (tags >= 0),
            manifests INTEGER NOT NULL DEFAULT 0 CHECK (manifests >= 0)
        ) STRICT;
        CREATE INDEX repositories_by_organization ON repositories (organization_id);

        CREATE TABLE blobs (
            digest BLOB NOT NULL PRIMARY KEY,
            length INTEGER NOT NULL,
            unreferenced_since INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX blobs_unreferenced ON blobs (unreferenced_since) WHERE unreferenced_since IS NOT NULL;

        CREATE TABLE repository_blobs (
            repository_id INTEGER NOT NULL REFERENCES repositories (id),
            digest BLOB NOT NULL REFERENCES blobs (digest),
            organization_id INTEGER NOT NULL REFERENCES organizations (id),
            unused_since INTEGER,
            PRIMARY KEY (repository_id, digest)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX repository_blobs_by_digest ON repository_blobs (digest, organization_id);
        CREATE INDEX repository_blobs_by_organization ON repository_blobs (organization_id);
        CREATE INDEX repository_blobs_unused ON repository_blobs (unused_since) WHERE unused_since IS NOT NULL;

        CREATE TABLE manifests (
            id INTEGER PRIMARY KEY,
            repository_id INTEGER NOT NULL REFERENCES repositories (id),
            digest BLOB NOT NULL,
            media_type TEXT NOT NULL,
            unnamed_since INTEGER,
            subject BLOB,
            artifact_type TEXT,
            descriptor BLOB,
            bytes BLOB NOT NULL,
            UNIQUE (repository_id, digest)
        ) STRICT;
        CREATE INDEX manifests_unnamed ON manifests (repository_id, unnamed_since) WHERE unnamed_since IS NOT NULL;
        CREATE INDEX manifests_by_subject ON manifests (repository_id, subject, digest) WHERE subject IS NOT NULL;
        CREATE INDEX manifests_by_artifact_type ON manifests (repository_id, subject, artifact_type, digest) WHERE subject IS NOT NULL;

        CREATE TABLE manifest_references (
            repository_id INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            digest BLOB NOT NULL,
            manifest_id INTEGER NOT NULL REFERENCES manifests (id),
            PRIMARY KEY (repository_id, kind, digest, manifest_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX manifest_references_by_manifest ON manifest_references (manifest_id, kind);

        CREATE TABLE tags (
            repository_id INTEGER NOT NULL REFERENCES repositories (id),
            name TEXT NOT NULL,
            manifest_id INTEGER NOT NULL REFERENCES manifests (id),
            pushed_at INTEGER NOT NULL,
            PRIMARY KEY (repository_id, name)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX tags_by_manifest ON tags (manifest_id);
        CREATE INDEX tags_by_age ON tags (repository_id, pushed_at);
        """;

    /// <summary>Script <c>i</c> makes version <c>i + 1</c> out of version <c>i</c>. Scripts that were released are never edited.</summary>
    private static readonly string[] s_migrations = [Version1];

    /// <summary>Brings the file up to date, all or nothing.</summary>
    /// <exception cref="InvalidDataException">A newer version of Slipway wrote it.</exception>
    public static void Migrate(SqliteSession session, string path)
    {
        var version = session.FindNumber("PRAGMA user_version") ?? 0;
        if (version > s_migrations.Length)
        {
            throw new InvalidDataException(
                $"{path} has schema version {version}; this version of Slipway knows versions up to {s_migrations.Length}. Start the newer version of "
                + "Slipway that wrote it, or restore a backup made before.");
        }

        if (version == s_migrations.Length)
            return;
        using var transaction = session.Connection.BeginTransaction();
        foreach (var script in s_migrations.Skip((int)version))
            session.ExecuteScript(script, transaction);
        session.ExecuteScript(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {s_migrations.Length}"), transaction);
        transaction.Commit();
    }
}
