namespace Slipway.Images;

/// <summary>What a store holds.</summary>
/// <param name="Images">By first name, those without a name last.</param>
/// <param name="Damaged">Files that are not readable as what they should be; pulling again or pruning mends them.</param>
public sealed record ImageInventory(IReadOnlyList<ImageSummary> Images, IReadOnlyList<string> Damaged);
