using Slipway.Registry.Names;

namespace Slipway.Registry.Metadata;

/// <summary>Setting and removing tags, inside the writer's transaction.</summary>
internal static class TagWrites
{
    public static bool Exists(WriteContext context, RepositoryRow repository, string tag) => FindManifestId(context, repository, tag) is not null;

    /// <summary>Lets a tag name a manifest; the one it named before may begin to age.</summary>
    public static void Set(WriteContext context, StoredName name, RepositoryRow repository, string tag, long manifestId)
    {
        var before = FindManifestId(context, repository, tag);
        context.Session.Execute(
            """
            INSERT INTO tags (repository_id, name, manifest_id, pushed_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT DO UPDATE SET manifest_id = excluded.manifest_id, pushed_at = excluded.pushed_at
            """,
            repository.Id, tag, manifestId, context.Now);
        if (before is null)
            context.Session.Execute("UPDATE repositories SET tags = tags + 1 WHERE id = $1", repository.Id);
        else if (before != manifestId)
            ManifestWrites.RefreshName(context, repository.Id, before);
        context.TagChanges(name, tag);
    }

    /// <summary>Removes a tag; false when it was not there.</summary>
    public static bool Delete(WriteContext context, StoredName name, RepositoryRow repository, string tag)
    {
        if (FindManifestId(context, repository, tag) is not { } manifestId)
            return false;
        context.Session.Execute("DELETE FROM tags WHERE repository_id = $1 AND name = $2", repository.Id, tag);
        context.Session.Execute("UPDATE repositories SET tags = tags - 1 WHERE id = $1", repository.Id);
        ManifestWrites.RefreshName(context, repository.Id, manifestId);
        context.TagChanges(name, tag);
        return true;
    }

    /// <summary>Removes the tags of a manifest that is being removed.</summary>
    public static void DeleteAllOf(WriteContext context, StoredName name, RepositoryRow repository, long manifestId)
    {
        foreach (var tag in ListOf(context, manifestId))
            context.TagChanges(name, tag);
        var removed = context.Session.Execute("DELETE FROM tags WHERE manifest_id = $1", manifestId);
        context.Session.Execute("UPDATE repositories SET tags = tags - $2 WHERE id = $1", repository.Id, (long)removed);
    }

    public static List<string> ListOf(WriteContext context, long manifestId) =>
        context.Session.List("SELECT name FROM tags WHERE manifest_id = $1", static row => row.GetString(0), manifestId);

    private static long? FindManifestId(WriteContext context, RepositoryRow repository, string tag) => context.Session.FindNumber(
        "SELECT manifest_id FROM tags WHERE repository_id = $1 AND name = $2", repository.Id, tag);
}
