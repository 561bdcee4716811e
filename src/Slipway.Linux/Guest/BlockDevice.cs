using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Guest;

/// <summary>What the first process of a system asks of a disk. Needs CAP_SYS_ADMIN.</summary>
public static class BlockDevice
{
    private const nuint FlushBuffers = 0x1261; // BLKFLSBUF, linux/fs.h

    /// <summary>Forgets what the kernel has read of a disk that nobody uses, so that the next reader asks the disk.</summary>
    /// <param name="path">In /dev.</param>
    /// <exception cref="LinuxException">It is not there, or the kernel refused.</exception>
    public static void DropPages(string path)
    {
        using var disk = FileDescriptor.Open(path, OpenFlags.ReadOnly);
        SystemCall.Check(DescriptorCalls.ControlDevice(disk, FlushBuffers, 0), "ioctl BLKFLSBUF", path);
    }
}
