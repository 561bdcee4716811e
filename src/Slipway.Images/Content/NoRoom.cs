namespace Slipway.Images.Content;

/// <summary>The sentence for a full disk: which file system, how much was needed, how much is left. The store adds what to do.</summary>
internal static class NoRoom
{
    public static ImageException For(string what, string path, long neededBytes, Exception cause)
    {
        var directory = Path.GetDirectoryName(path)!;
        var free = new DriveInfo(directory).AvailableFreeSpace;
        return new ImageException(
            ImageErrorCode.DiskFull,
            $"no room for {what} in {directory}: it needs {neededBytes} bytes and {free} are free.",
            cause);
    }
}
