namespace Slipway.Registry.Access;

/// <summary>What the collector removes from a repository by itself; a null rule removes nothing.</summary>
/// <param name="KeepTags">How many tags stay, the most recently pushed ones.</param>
/// <param name="KeepUntagged">How long a manifest stays that no tag and no index names and that is no referrer of one that stays.</param>
public sealed record RetentionRules(int? KeepTags, TimeSpan? KeepUntagged)
{
    public static RetentionRules None { get; } = new(null, null);
}
