using Slipway.Images;

namespace Slipway.Daemon.Settings;

/// <summary>What the role host was told.</summary>
/// <param name="LayerFormat">What is pushed is converted to.</param>
/// <param name="UpkeepEvery">Time between two rounds of collection and reconciliation; null for none.</param>
/// <param name="Collection">What a round removes beside what nothing needs.</param>
internal sealed record HostSettings(LayerFormat LayerFormat, TimeSpan? UpkeepEvery, PruneOptions Collection);
