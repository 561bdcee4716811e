namespace Slipway.Images;

/// <summary>How full a file system is (statfs(2)).</summary>
/// <param name="UsedBytes">In use, by whomever.</param>
/// <param name="AvailableBytes">Free for everybody; some file systems keep a reserve beside for root.</param>
public sealed record DiskSpace(long UsedBytes, long AvailableBytes)
{
    /// <summary>Of the file system on which a directory lies.</summary>
    public static DiskSpace Of(string directory)
    {
        var drive = new DriveInfo(directory);
        return new DiskSpace(drive.TotalSize - drive.TotalFreeSpace, drive.AvailableFreeSpace);
    }
}
