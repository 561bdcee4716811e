using Slipway.Registry.Names;

namespace Slipway.Registry.Metadata;

/// <summary>Changes of repositories and organizations, inside the writer's transaction.</summary>
internal static class RepositoryWrites
{
    public static RepositoryRow? Find(WriteContext context, StoredName name) => context.Session.Find(
        "SELECT id, organization_id, tags, manifests FROM repositories WHERE name = $1",
        static row => new RepositoryRow(row.GetInt64(0), row.GetInt64(1), row.GetInt32(2), row.GetInt32(3)),
        name.Value);

    public static OrganizationRow? FindOrganization(WriteContext context, string key) => context.Session.Find(
        "SELECT id, used_bytes, repositories FROM organizations WHERE key = $1",
        static row => new OrganizationRow(row.GetInt64(0), row.GetInt64(1), row.GetInt32(2)),
        key);

    /// <summary>Makes a repository that is not there yet, and its organization.</summary>
    public static RepositoryRow Create(WriteContext context, StoredName name)
    {
        var session = context.Session;
        session.Execute("INSERT INTO organizations (key) VALUES ($1) ON CONFLICT DO NOTHING", name.OrganizationKey);
        session.Execute("UPDATE organizations SET repositories = repositories + 1 WHERE key = $1", name.OrganizationKey);
        session.Execute(
            "INSERT INTO repositories (organization_id, name) SELECT id, $2 FROM organizations WHERE key = $1", name.OrganizationKey, name.Value);
        return Find(context, name)!;
    }

    /// <summary>Removes a repository once nothing is in it, and its organization once it has no other.</summary>
    public static void RemoveEmpty(WriteContext context, RepositoryRow repository)
    {
        var session = context.Session;
        session.Execute("DELETE FROM repositories WHERE id = $1", repository.Id);
        session.Execute("UPDATE organizations SET repositories = repositories - 1 WHERE id = $1", repository.OrganizationId);
        session.Execute("DELETE FROM organizations WHERE id = $1 AND repositories = 0", repository.OrganizationId);
    }
}
