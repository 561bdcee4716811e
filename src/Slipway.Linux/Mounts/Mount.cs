using System.Runtime.InteropServices;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Mounts;

/// <summary>Mounts and the root of the process (mount(2), umount2(2), chroot(2)). All of it needs CAP_SYS_ADMIN.</summary>
public static partial class Mount
{
    private const int DetachFlag = 2; // MNT_DETACH
    private const nuint FreezeCommand = 0xC0045877; // FIFREEZE, linux/fs.h
    private const nuint ThawCommand = 0xC0045878; // FITHAW

    /// <summary>Mounts a filesystem.</summary>
    /// <exception cref="LinuxException">The kernel refused; the message names source and target.</exception>
    public static void Attach(string source, string target, string? type, MountFlags flags, string? options = null) =>
        SystemCall.Check(MountPath(source, target, type, (nuint)flags, options), "mount", $"{source} on {target}");

    /// <summary>Mounts a filesystem; 0 or the errno.</summary>
    public static int TryAttach(string source, string target, string? type, MountFlags flags, string? options = null) =>
        -SystemCall.ErrnoOr(MountPath(source, target, type, (nuint)flags, options));

    /// <summary>Unmounts; 0 or the errno.</summary>
    public static int TryDetach(string target) => -SystemCall.ErrnoOr(UnmountPath(target, 0));

    /// <summary>Takes a mount and all below it out of the tree at once; its filesystem is unmounted when nobody uses it any more.</summary>
    public static void DetachLazily(string target) => SystemCall.Check(UnmountPath(target, DetachFlag), "umount2", target);

    /// <summary>Changes the working directory.</summary>
    public static void ChangeDirectory(string path) => SystemCall.Check(ChangePath(path), "chdir", path);

    /// <summary>Changes the working directory to an open one.</summary>
    public static void ChangeDirectory(FileDescriptor directory) => SystemCall.Check(ChangeToOpen(directory), "fchdir");

    /// <summary>Makes a directory the process's root.</summary>
    public static void ChangeRoot(string path) => SystemCall.Check(ChangeRootPath(path), "chroot", path);

    /// <summary>Writes everything that is dirty to the devices and waits (sync(2)).</summary>
    public static void SyncAll() => SyncEverything();

    /// <summary>Makes the filesystem of an open directory still; 0 or the errno. EBUSY: it already is.</summary>
    public static int TryFreeze(FileDescriptor directory) => -SystemCall.ErrnoOr(DescriptorCalls.ControlDevice(directory, FreezeCommand, 0));

    /// <summary>Undoes <see cref="TryFreeze"/>; 0 or the errno. EINVAL: it is not frozen.</summary>
    public static int TryThaw(FileDescriptor directory) => -SystemCall.ErrnoOr(DescriptorCalls.ControlDevice(directory, ThawCommand, 0));

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MountPath(string source, string target, string? type, nuint flags, string? options);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnmountPath(string target, int flags);

    [LibraryImport("libc", EntryPoint = "chdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangePath(string path);

    [LibraryImport("libc", EntryPoint = "fchdir", SetLastError = true)]
    private static partial int ChangeToOpen(FileDescriptor directory);

    [LibraryImport("libc", EntryPoint = "chroot", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeRootPath(string path);

    [LibraryImport("libc", EntryPoint = "sync")]
    private static partial void SyncEverything();
}
