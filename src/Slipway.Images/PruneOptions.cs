namespace Slipway.Images;

/// <summary>What a collection may remove beside what nothing needs.</summary>
/// <param name="UnusedFor">Images not used for so long; zero is all that nobody uses now, null is none.</param>
/// <param name="Marks">Compressed layers, then images, the longest unused first, while the disk is fuller than it should be; null is none.</param>
/// <param name="IsForecast">Remove nothing: say what would go.</param>
public sealed record PruneOptions(TimeSpan? UnusedFor = null, WaterMarks? Marks = null, bool IsForecast = false);
