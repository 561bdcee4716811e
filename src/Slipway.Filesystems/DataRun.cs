namespace Slipway.Filesystems;

/// <summary>A part of a file that has a place on the device; what lies between runs is a hole and reads as zeros.</summary>
/// <param name="Offset">Within the file, in bytes.</param>
/// <param name="LengthBytes">At least 1; ends with the file at the latest.</param>
public readonly record struct DataRun(long Offset, long LengthBytes);
