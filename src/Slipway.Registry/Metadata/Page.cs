namespace Slipway.Registry.Metadata;

/// <summary>A part of a sorted list.</summary>
/// <param name="More">True when there are items after the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, bool More);
