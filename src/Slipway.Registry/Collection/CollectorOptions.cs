namespace Slipway.Registry.Collection;

/// <summary>When the collector runs and what it spares.</summary>
/// <param name="Grace">How long a blob stays that nothing names. At least as long as an upload may take, so that an image which is being pushed stays whole.</param>
/// <param name="Interval">Time between two collections.</param>
/// <param name="ReconcileInterval">Time between two comparisons of the whole store with the database, which are part of a collection.</param>
public sealed record CollectorOptions(TimeSpan Grace, TimeSpan Interval, TimeSpan ReconcileInterval)
{
    public static CollectorOptions Default { get; } = new(TimeSpan.FromHours(24), TimeSpan.FromHours(1), TimeSpan.FromHours(24));
}
