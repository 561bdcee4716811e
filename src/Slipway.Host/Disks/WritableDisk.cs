using Microsoft.Win32.SafeHandles;
using Slipway.Ext4;
using Slipway.Linux.Files;

namespace Slipway.Host.Disks;

/// <summary>
/// A machine's own disk: an empty ext4 that its guest lays over the image. The file has no name, so it is gone with the last process that
/// holds it, and it is sparse: its cost is the same for every size but for 8 KiB of bitmaps per 128 MiB.
/// </summary>
internal static class WritableDisk
{
    /// <summary>One inode for so many bytes, as mke2fs has it.</summary>
    private const long BytesPerInode = 16 * 1024;

    /// <summary>Makes one; the caller disposes it.</summary>
    /// <param name="directory">Decides on which filesystem it lies.</param>
    /// <param name="identity">The filesystem's UUID.</param>
    public static SafeFileHandle Create(string directory, long sizeBytes, Guid identity)
    {
        var file = UnnamedFile.Create(directory);
        try
        {
            using var writer = new Ext4Writer(file, new Ext4WriterOptions(sizeBytes, identity, "slipway-upper")
            {
                MaximumSizeBytes = sizeBytes,
                BytesPerInode = BytesPerInode,
            });
            writer.Finish();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
