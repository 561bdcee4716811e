namespace Slipway.Platform.Store;

/// <summary>An organization: whose the repositories and tokens are.</summary>
internal sealed class OrganizationRow
{
    /// <summary>Random; in every stored name. Never used again, see <see cref="RetiredKeyRow"/>.</summary>
    public required string Key { get; init; }

    public required string Name { get; init; }

    /// <summary>Null: no limit.</summary>
    public long? MaxBytes { get; set; }

    /// <summary>Null: no limit.</summary>
    public int? MaxRepositories { get; set; }

    public required DateTimeOffset Created { get; init; }
}
