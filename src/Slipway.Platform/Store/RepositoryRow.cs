namespace Slipway.Platform.Store;

/// <summary>A repository of an organization, recorded with the first push to it.</summary>
internal sealed class RepositoryRow
{
    public required string OrganizationKey { get; init; }

    public OrganizationRow? Organization { get; init; }

    /// <summary>As clients name it.</summary>
    public required string Name { get; init; }

    public required DateTimeOffset FirstPush { get; init; }

    /// <summary>How many tags stay; null: all.</summary>
    public int? KeepTags { get; set; }

    /// <summary>How long a manifest stays that nothing names; null: for ever.</summary>
    public TimeSpan? KeepUntagged { get; set; }
}
