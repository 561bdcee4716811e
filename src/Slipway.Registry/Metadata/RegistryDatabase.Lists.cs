using Slipway.Oci;
using Slipway.Registry.Names;

namespace Slipway.Registry.Metadata;

/// <remarks>Lists read one index from where the last page ended: a page costs what it holds, however long the list is.</remarks>
public sealed partial class RegistryDatabase
{
    /// <summary>True when anything was ever pushed to the repository and it was not removed since.</summary>
    public bool HasRepository(StoredName repository) => FindRepositoryId(repository) is not null;

    /// <summary>Tags after <paramref name="last"/> (exclusive; null for the first) in ASCII order; null when the repository does not exist.</summary>
    public Page<string>? ListTags(StoredName repository, string? last, int max)
    {
        if (FindRepositoryId(repository) is not { } id)
            return null;
        return ToPage(
            _sessions.Read(
                static (session, wanted) => session.List(
                    "SELECT name FROM tags WHERE repository_id = $1 AND name > $2 ORDER BY name LIMIT $3",
                    static row => row.GetString(0),
                    wanted.id, wanted.last ?? "", wanted.max + 1L),
                (id, last, max)),
            max);
    }

    /// <summary>External names of an organization's repositories after <paramref name="last"/> in ASCII order.</summary>
    public Page<string> ListRepositories(string organizationKey, string? last, int max) => ToPage(
        _sessions.Read(
            // '0' is the character after '/': the range holds exactly what begins with the key and a slash.
            static (session, wanted) => session.List(
                "SELECT name FROM repositories WHERE name > $1 AND name < $2 ORDER BY name LIMIT $3",
                static row => ReadName(row.GetString(0)).External,
                $"{wanted.organizationKey}/{wanted.last}", $"{wanted.organizationKey}0", wanted.max + 1L),
            (organizationKey, last, max)),
        max);

    /// <summary>Manifests whose subject is <paramref name="subject"/>, by digest, after <paramref name="last"/>; empty for everything unknown.</summary>
    public Page<Referrer> ListReferrers(StoredName repository, Digest subject, string? artifactType, Digest? last, int max)
    {
        if (FindRepositoryId(repository) is not { } id)
            return new Page<Referrer>([], More: false);
        var after = last is { } digest ? DigestColumn.Write(digest) : [];
        return ToPage(
            _sessions.Read(
                static (session, wanted) => wanted.artifactType is null
                    ? session.List(
                        "SELECT digest, descriptor FROM manifests WHERE repository_id = $1 AND subject = $2 AND digest > $3 ORDER BY digest LIMIT $4",
                        ReadReferrer, wanted.id, DigestColumn.Write(wanted.subject), wanted.after, wanted.max + 1L)
                    : session.List(
                        """
                        SELECT digest, descriptor FROM manifests
                        WHERE repository_id = $1 AND subject = $2 AND artifact_type = $5 AND digest > $3 ORDER BY digest LIMIT $4
                        """,
                        ReadReferrer, wanted.id, DigestColumn.Write(wanted.subject), wanted.after, wanted.max + 1L, wanted.artifactType),
                (id, subject, artifactType, after, max)),
            max);
    }

    private long? FindRepositoryId(StoredName repository) => _sessions.Read(
        static (session, name) => session.FindNumber("SELECT id FROM repositories WHERE name = $1", name), repository.Value);

    private static Referrer ReadReferrer(Microsoft.Data.Sqlite.SqliteDataReader row) =>
        new(DigestColumn.Read(row.GetFieldValue<byte[]>(0)), row.GetFieldValue<byte[]>(1));

    /// <summary>One item more than asked for says that there are more.</summary>
    private static Page<T> ToPage<T>(List<T> items, int max)
    {
        var more = items.Count > max;
        if (more)
            items.RemoveRange(max, items.Count - max);
        return new Page<T>(items, more);
    }
}
