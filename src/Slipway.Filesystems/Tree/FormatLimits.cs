namespace Slipway.Filesystems.Tree;

/// <summary>How much a format takes.</summary>
/// <param name="Format">Its name, for messages.</param>
/// <param name="MaximumLinks">Names that an inode may have.</param>
/// <param name="MaximumFileBytes">Size of a file.</param>
internal sealed record FormatLimits(string Format, uint MaximumLinks, long MaximumFileBytes);
