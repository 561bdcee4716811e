namespace Slipway.Containerd.Content;

/// <summary>A blob that containerd has a part of.</summary>
/// <param name="OffsetBytes">How much of it.</param>
/// <param name="TotalBytes">Of how much; 0 when that was not said.</param>
public sealed record IngestStatus(long OffsetBytes, long TotalBytes);
