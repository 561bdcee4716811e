using Slipway.Linux.Descriptors;
using Slipway.Linux.Files;

namespace Slipway.Linux.Guest;

/// <summary>What the first process of a system asks of a disk (linux/fs.h). Needs CAP_SYS_ADMIN. The owner disposes.</summary>
public sealed class BlockDevice : IDisposable
{
    private const nuint SetReadOnlyRequest = 0x125D; // BLKROSET
    private const nuint FlushBuffers = 0x1261; // BLKFLSBUF

    private readonly FileDescriptor _disk;
    private readonly string _path;

    private BlockDevice(FileDescriptor disk, string path) => (_disk, _path) = (disk, path);

    /// <summary>How long the disk is now.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public long LengthBytes => DiskDevice.LengthOf(_disk, _path);

    /// <summary>Opens a disk for reading.</summary>
    /// <param name="path">In /dev.</param>
    /// <exception cref="LinuxException">It is not there, or the kernel refused.</exception>
    public static BlockDevice Open(string path) => new(FileDescriptor.Open(path, OpenFlags.ReadOnly), path);

    /// <summary>Forgets what the kernel has read of a disk that nobody uses, so that the next reader asks the disk.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public void DropPages() => Control(FlushBuffers, 0, "BLKFLSBUF");

    /// <summary>Lets nobody write to it.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public unsafe void SetReadOnly()
    {
        var yes = 1;
        Control(SetReadOnlyRequest, (nint)(&yes), "BLKROSET");
    }

    /// <inheritdoc/>
    public void Dispose() => _disk.Dispose();

    private void Control(nuint request, nint argument, string name) =>
        SystemCall.Check(DescriptorCalls.ControlDevice(_disk, request, argument), $"ioctl {name}", _path);
}
