namespace Slipway.Images;

/// <summary>How full the disk may become before images are removed, and how full it is then left.</summary>
/// <param name="High">Nothing is done until more than this is used.</param>
/// <param name="Low">Then as much is removed until this is; not above <paramref name="High"/>.</param>
public sealed record WaterMarks(DiskMark High, DiskMark Low);
