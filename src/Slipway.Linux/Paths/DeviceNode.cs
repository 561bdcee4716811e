using System.Runtime.InteropServices;

namespace Slipway.Linux.Paths;

/// <summary>Character device nodes (mknod(2)), for root.</summary>
public static partial class DeviceNode
{
    private const int CharacterDevice = 0x2000; // S_IFCHR

    /// <summary>Makes one that belongs to a user and to the group of the same number.</summary>
    /// <param name="path">Does not exist.</param>
    /// <param name="mode">Permission bits, whatever the process's creation mask.</param>
    public static void Create(string path, uint major, uint minor, int mode, uint owner)
    {
        // The encoding of glibc's makedev for numbers below 256 and 1,048,576 (sys/sysmacros.h).
        var number = (minor & 0xFF) | ((ulong)major << 8) | ((ulong)(minor & ~0xFFu) << 12);
        SystemCall.Check(MakeNode(path, CharacterDevice | mode, number), "mknod", path);
        DirectoryTree.ChangeMode(path, mode);
        DirectoryTree.ChangeOwner(path, owner, owner);
    }

    [LibraryImport("libc", EntryPoint = "mknod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeNode(string path, int mode, ulong number);
}
