namespace Slipway.Oci.Tar;

/// <summary>A run of data in a sparse file; what lies between runs reads as zeros.</summary>
/// <param name="Offset">Start within the file, in bytes.</param>
/// <param name="Length">Length in bytes; may be 0 (GNU tar marks the end of a file that way).</param>
internal readonly record struct TarSegment(long Offset, long Length);
