namespace Slipway.Platform.Store;

/// <summary>A person or a machine with tokens of its own.</summary>
internal sealed class UserRow
{
    /// <summary>Given by the database, never used again: a user made anew under an old name inherits nothing.</summary>
    public long Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Manages users and every organization.</summary>
    public required bool IsAdministrator { get; set; }

    /// <summary>The organization in which the user's tokens push and pull; it has the user's name and lives as long as the user.</summary>
    public required string OrganizationKey { get; init; }

    public OrganizationRow? Organization { get; init; }

    public required DateTimeOffset Created { get; init; }
}
