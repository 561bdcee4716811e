using Slipway.Contracts.Platform;
using Slipway.Platform.Organizations;
using Slipway.Platform.Store;

namespace Slipway.Platform.Api;

/// <summary>What clients see of the store's rows.</summary>
internal static class Documents
{
    public static Organization Of(OrganizationRow row) => new() { Name = row.Name, MaxBytes = row.MaxBytes, MaxRepositories = row.MaxRepositories, CreatedAt = row.Created };

    public static User Of(UserRow row) => new() { Name = row.Name, Administrator = row.IsAdministrator, CreatedAt = row.Created };

    public static Member Of(MembershipRow row) => new() { User = row.User!.Name, Role = Of(row.Role) };

    public static string Of(MemberRole role) => role == MemberRole.Admin ? "admin" : "member";

    public static Token Of(TokenRow row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Scopes = row.Scopes.Split(' '),
        CreatedAt = row.Created,
        ExpiresAt = row.ExpiresAt,
        LastUsedAt = row.LastUsed,
    };

    public static Repository Of(RepositoryRow row) => new()
    {
        Name = row.Name,
        FirstPushAt = row.FirstPush,
        Retention = new Retention { KeepTags = row.KeepTags, KeepUntaggedSeconds = (long?)row.KeepUntagged?.TotalSeconds },
    };

    /// <summary>A page of documents, and the name to continue after when the page is full.</summary>
    public static (IReadOnlyList<TDocument> Documents, string? Next) Page<TRow, TDocument>(List<TRow> rows, int size, Func<TRow, TDocument> document, Func<TRow, string> name) =>
        ([.. rows.Select(document)], rows.Count == size ? name(rows[^1]) : null);
}
