using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Paths;

namespace Slipway.Linux.Files;

/// <summary>Block devices of the host that are to be a machine's disk.</summary>
public static class DiskDevice
{
    private const int BlockBytes = 1 << 20;
    private const nuint GetLength = 0x80081272; // BLKGETSIZE64, linux/fs.h

    /// <summary>
    /// Opens a device to read and write; the claim on it ends with the handle, which the caller disposes. Who opens it without a claim, as a VMM does, is not kept
    /// out (open(2), O_EXCL).
    /// </summary>
    /// <exception cref="LinuxException">It is not there; it is mounted, part of another device, or claimed by another (EBUSY).</exception>
    public static SafeFileHandle OpenExclusive(string path) => OpenedFile.Open(path, OpenFlags.ReadWrite | OpenFlags.Exclusive);

    /// <summary>An open file is a block device.</summary>
    public static bool Is(SafeFileHandle file) => PathStatus.Of(file, "a disk").IsBlockDevice;

    /// <summary>Its length in bytes.</summary>
    /// <exception cref="LinuxException">It is no device.</exception>
    public static long LengthOf(SafeFileHandle device) => LengthOf(device, "a disk");

    /// <summary>The same of an open device of any kind of handle.</summary>
    /// <param name="path">For messages.</param>
    internal static unsafe long LengthOf(SafeHandle device, string path)
    {
        long length = 0;
        SystemCall.Check(DescriptorCalls.ControlDevice(device, GetLength, (nint)(&length)), "ioctl BLKGETSIZE64", path);
        return length;
    }

    /// <summary>Copies all of it into an empty file; what is zero becomes a hole.</summary>
    /// <exception cref="IOException">There is no room, or one cannot be read or written.</exception>
    public static void Copy(SafeFileHandle device, SafeFileHandle file)
    {
        var length = LengthOf(device);
        RandomAccess.SetLength(file, length);
        var block = new byte[BlockBytes];
        for (var offset = 0L; offset < length; offset += BlockBytes)
        {
            var read = RandomAccess.Read(device, block.AsSpan(0, (int)Math.Min(BlockBytes, length - offset)), offset);
            if (block.AsSpan(0, read).ContainsAnyExcept((byte)0))
                RandomAccess.Write(file, block.AsSpan(0, read), offset);
        }
    }
}
