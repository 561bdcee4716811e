using Slipway.Contracts.GuestLink;
using Slipway.Init.Boot;
using Slipway.Linux;
using Slipway.Linux.Mounts;
using Slipway.Linux.Paths;

namespace Slipway.Init.Rootfs;

/// <summary>
/// The kernel's own filesystems, as Docker's programs find them. They are mounted before the machine knows what it is to run, in the staging place, which
/// machines that start from one template do once for all; then moved into the root.
/// </summary>
internal static class SystemMounts
{
    private const MountFlags Plain = MountFlags.NoSetUid | MountFlags.NoDevices | MountFlags.NoExec;
    private const int DirectoryMode = 0x1ED; // 0755

    /// <summary>Path, type, flags, options, and whether a kernel may lack it; in this order.</summary>
    private static readonly (string Path, string Type, MountFlags Flags, string? Options, bool Optional)[] Mounts =
    [
        ("/dev", "devtmpfs", MountFlags.NoSetUid, "mode=0755", false),
        ("/proc", "proc", Plain, null, false),
        ("/sys", "sysfs", Plain, null, false),
        ("/sys/fs/cgroup", "cgroup2", Plain, "nsdelegate", true),
        ("/dev/pts", "devpts", MountFlags.NoSetUid | MountFlags.NoExec, "mode=0620,gid=5,ptmxmode=0666", false),
        ("/dev/shm", "tmpfs", MountFlags.NoSetUid | MountFlags.NoDevices, "mode=1777", false),
        ("/dev/mqueue", "mqueue", Plain, null, true),
        ("/dev/hugepages", "hugetlbfs", MountFlags.NoSetUid | MountFlags.NoDevices, null, true),
    ];

    /// <summary>Those that carry the others.</summary>
    private static readonly string[] Carriers = ["/dev", "/proc", "/sys"];

    private static readonly (string Target, string Path)[] Links =
    [
        ("/proc/self/fd", "/dev/fd"), ("/proc/self/fd/0", "/dev/stdin"), ("/proc/self/fd/1", "/dev/stdout"), ("/proc/self/fd/2", "/dev/stderr"),
    ];

    /// <summary>Mounts them in the staging place.</summary>
    /// <exception cref="GuestFaultException">One that every kernel has cannot be mounted.</exception>
    public static void Prepare()
    {
        foreach (var (path, type, flags, options, optional) in Mounts)
        {
            _ = DirectoryTree.TryCreate(Staging.System + path, DirectoryMode);
            var errno = Mount.TryAttach(type, Staging.System + path, type, flags, options);
            if (errno == 0 || (optional && errno is Errno.NoDevice or Errno.NoEntry))
                continue;
            throw new GuestFaultException(GuestErrorCode.System, new LinuxException("mount", errno, $"{type} on {path}").Message);
        }

        foreach (var (target, path) in Links)
            _ = DirectoryTree.TryLink(target, path);
    }

    /// <summary>Moves them into a root.</summary>
    /// <exception cref="GuestFaultException">The root lacks a directory and is read-only.</exception>
    public static void MoveTo(string root)
    {
        foreach (var path in Carriers)
        {
            _ = DirectoryTree.TryCreate(root + path, DirectoryMode);
            var errno = Mount.TryAttach(Staging.System + path, root + path, null, MountFlags.Move);
            if (errno != 0)
                throw new GuestFaultException(GuestErrorCode.System, new LinuxException("mount", errno, path).Message);
            _ = DirectoryTree.TryRemoveDirectory(Staging.System + path);
        }
    }

    /// <summary>
    /// Mounts /run in the current root. An image that ships directories there (postgres, mysql) counts on them, as they are there under Docker; an empty one
    /// gets what a freshly started machine would have.
    /// </summary>
    public static void AttachRun()
    {
        const string Run = "/run";
        _ = DirectoryTree.TryCreate(Run, DirectoryMode);
        if (DirectoryTree.List(Run).TrueForAll(name => name is "lock"))
            _ = Mount.TryAttach("tmpfs", Run, "tmpfs", MountFlags.NoSetUid | MountFlags.NoDevices, "mode=0755");
        if (DirectoryTree.TryCreate("/run/lock", 0x3FF) == 0)
            DirectoryTree.ChangeMode("/run/lock", 0x3FF);
    }
}
