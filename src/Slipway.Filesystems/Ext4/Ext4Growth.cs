using Microsoft.Win32.SafeHandles;
using Slipway.Filesystems.Ext4.Groups;

namespace Slipway.Filesystems.Ext4;

/// <summary>
/// Enlarges a filesystem that <see cref="Ext4Writer"/> wrote to be enlarged (<see cref="Ext4WriterOptions.IsGrowable"/>) and nobody has mounted since. A few
/// blocks are written, whatever its size: a gigabyte takes 256 bytes of descriptors in each of a few copies.
/// </summary>
public static class Ext4Growth
{
    /// <summary>
    /// Makes it as large as asked, rounded down to 4096 bytes; less a last group that would be too small to be one. Does nothing to one that is not smaller. An
    /// exception leaves a file that is no filesystem.
    /// </summary>
    /// <param name="image">Readable and writable; stays the caller's.</param>
    /// <exception cref="FilesystemException">It was not written to be enlarged, not so far, or it was written to since.</exception>
    public static void Grow(SafeFileHandle image, long sizeBytes)
    {
        ArgumentNullException.ThrowIfNull(image);
        GrowingVolume.Read(image).Grow(sizeBytes);
    }
}
