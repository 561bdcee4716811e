namespace Slipway.Images.Conversion;

/// <summary>What a finished conversion has done.</summary>
/// <param name="Entries">Entries of all tars, whiteouts and skipped ones included.</param>
/// <param name="UncompressedBytes">Bytes of all tars.</param>
/// <param name="ImageBytes">Length of the image; it takes less room on the disk, since it has holes.</param>
/// <param name="Whiteouts">Names and whole directories hidden by markers.</param>
/// <param name="SkippedEntries">Entries of a type that no filesystem has: sockets and vendors' own.</param>
/// <param name="DroppedXattrs">
/// Extended attributes left out: those of overlayfs, of which an image must not speak, and those of a namespace ext4 does not keep.
/// </param>
public sealed record ConversionSummary(
    long Entries, long UncompressedBytes, long ImageBytes, long Whiteouts, long SkippedEntries, long DroppedXattrs);
