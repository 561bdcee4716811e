using Slipway.Linux;
using Slipway.Linux.Mounts;
using Slipway.Linux.Paths;

namespace Slipway.Init.Boot;

/// <summary>
/// The places used until the machine has its own root. They lie in devtmpfs, the one writable directory that the initrd and a read-only boot
/// disk both have; <c>/dev</c> is all that either must contain.
/// </summary>
internal static class Staging
{
    private const string Directory = "/dev/.slipway";

    public const string Root = Directory + "/root";
    public const string BootDisk = Directory + "/boot";
    public const string Upper = Directory + "/upper";

    /// <summary>Below it the kernel's own filesystems wait for the root they will be moved to.</summary>
    public const string System = Directory + "/system";

    /// <summary>Where sysfs is until then.</summary>
    public const string Sysfs = System + "/sys";

    /// <summary>Where the new root's /dev will find these directories, to remove them.</summary>
    public static IReadOnlyList<string> Directories { get; } = [Root, BootDisk, Upper, System, Directory];

    public static string Lower(int index) => $"{Directory}/lower{index}";

    /// <summary>Mounts /dev unless the kernel has, and makes the directories.</summary>
    public static void Prepare()
    {
        // EROFS on a boot disk that has the directory anyway: the mount then says what is wrong.
        _ = DirectoryTree.TryCreate("/dev", 0x1ED);
        var errno = Mount.TryAttach("devtmpfs", "/dev", "devtmpfs", MountFlags.NoSetUid, "mode=0755");
        if (errno is not (0 or Errno.Busy))
            throw new LinuxException("mount", errno, "devtmpfs on /dev");
        DirectoryTree.Create(Directory, 0x1C0);
        DirectoryTree.Create(Root, 0x1ED);
        DirectoryTree.Create(BootDisk, 0x1C0);
        DirectoryTree.Create(Upper, 0x1C0);
        DirectoryTree.Create(System, 0x1ED);
    }

    /// <summary>Mounts sysfs, where the link's port is found by its name, for a machine whose boot failed before or after it was there.</summary>
    public static void MountSysfs()
    {
        _ = DirectoryTree.TryCreate(Sysfs, 0x1ED);
        var errno = Mount.TryAttach("sysfs", Sysfs, "sysfs", MountFlags.NoSetUid | MountFlags.NoDevices | MountFlags.NoExec);
        if (errno is not (0 or Errno.Busy))
            BootConsole.Write(new LinuxException("mount", errno, "sysfs").Message);
    }
}
