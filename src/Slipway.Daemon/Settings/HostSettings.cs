using Slipway.Images;

namespace Slipway.Daemon.Settings;

/// <summary>What the role host was told.</summary>
/// <param name="UpkeepEvery">Time between two rounds of collection and reconciliation; null for none.</param>
/// <param name="Collection">What a round removes beside what nothing needs.</param>
internal sealed record HostSettings(TimeSpan? UpkeepEvery, PruneOptions Collection);
