using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;
using Slipway.Init.Boot;
using Slipway.Linux;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Mounts;
using Slipway.Linux.Paths;

namespace Slipway.Init.Rootfs;

/// <summary>
/// The machine's root filesystem: mounted in the staging place, then made the root of the process; taken apart at the end, so that its writable
/// disk is left clean. The owner calls <see cref="TakeApart"/> once everything else has ended.
/// </summary>
internal sealed class GuestRoot
{
    /// <summary>The root of a config that names none.</summary>
    public const string DefaultDevice = "/dev/vdb";

    private readonly FileDescriptor _firstRoot;
    private readonly List<FileDescriptor> _writable = [];

    private GuestRoot(FileDescriptor firstRoot) => _firstRoot = firstRoot;

    /// <summary>Open directories on the filesystems that the workload's writes end on; what a freeze makes still.</summary>
    public IReadOnlyList<FileDescriptor> Writable => _writable;

    /// <summary>Mounts the root that the config describes and switches to it.</summary>
    /// <exception cref="GuestFaultException">A device is missing, or holds no filesystem that can be mounted.</exception>
    public static GuestRoot Enter(RunConfig config, bool inInitrd)
    {
        var root = new GuestRoot(FileDescriptor.Open("/", OpenFlags.PathOnly | OpenFlags.Directory));
        GuestFaultException.Guard(GuestErrorCode.Device, "root filesystem", () =>
        {
            if (config.Rootfs is { } rootfs)
                root.MountLayers(rootfs);
            else
                root.MountDevice(config.RootDevice ?? DefaultDevice);
        });
        GuestFaultException.Guard(GuestErrorCode.System, "switch to the root filesystem", () => SwitchTo(inInitrd));
        return root;
    }

    /// <summary>Unmounts everything below the root and the root itself, back to where the machine started.</summary>
    public void TakeApart()
    {
        foreach (var directory in _writable)
            directory.Dispose();
        Mount.ChangeDirectory("/");
        // Lazily, since the working directory is still on it; the next two lines let go of it, and the kernel then unmounts at once.
        Mount.DetachLazily(".");
        Mount.ChangeDirectory(_firstRoot);
        Mount.ChangeRoot(".");
        _firstRoot.Dispose();
    }

    private void MountLayers(RootfsConfig rootfs)
    {
        List<string> mounted = [];
        for (var i = 0; i < rootfs.Lower.Count; i++)
        {
            var place = Staging.Lower(i);
            DeviceWait.Until(rootfs.Lower[i]);
            DirectoryTree.Create(place, 0x1C0);
            LayerDisk.Attach(rootfs.Lower[i], place);
            mounted.Add(place);
        }

        MountUpper(rootfs.Upper);
        // One device number for all layers, so that no program takes them for several filesystems.
        var options = $"xino=on,lowerdir={string.Join(':', mounted)},upperdir={Staging.Upper}/upper,workdir={Staging.Upper}/work";
        Mount.Attach("overlay", Staging.Root, "overlay", MountFlags.RelativeAccessTime, options);
        // Overlayfs holds its layers by itself; nobody else needs to see them.
        foreach (var place in mounted.Append(Staging.Upper))
            Mount.DetachLazily(place);
        foreach (var place in mounted)
            _ = DirectoryTree.TryRemoveDirectory(place);
    }

    private void MountUpper(string? device)
    {
        if (device is null)
        {
            Mount.Attach("tmpfs", Staging.Upper, "tmpfs", MountFlags.None, "mode=0755");
        }
        else
        {
            DeviceWait.Until(device);
            Mount.Attach(device, Staging.Upper, "ext4", MountFlags.RelativeAccessTime);
            _writable.Add(FileDescriptor.Open(Staging.Upper, OpenFlags.Directory));
        }

        DirectoryTree.Create(Staging.Upper + "/upper", 0x1ED);
        DirectoryTree.Create(Staging.Upper + "/work", 0x1C0);
    }

    private void MountDevice(string device)
    {
        DeviceWait.Until(device);
        var errno = Mount.TryAttach(device, Staging.Root, "ext4", MountFlags.RelativeAccessTime);
        if (errno is Errno.ReadOnlyFileSystem or Errno.Access)
        {
            // The host attached it read-only.
            Mount.Attach(device, Staging.Root, "ext4", MountFlags.ReadOnly);
            return;
        }

        if (errno != 0)
            throw new LinuxException("mount", errno, $"{device} on /");
        _writable.Add(FileDescriptor.Open(Staging.Root, OpenFlags.Directory));
    }

    // An initrd's root cannot be pivoted away from; moving the new one over it is what the kernel's documentation says
    // (Documentation/filesystems/ramfs-rootfs-initramfs.rst).
    private static void SwitchTo(bool inInitrd)
    {
        if (inInitrd)
            KernelModules.RemoveFiles();
        SystemMounts.MoveTo(Staging.Root);
        Mount.ChangeDirectory(Staging.Root);
        Mount.Attach(".", "/", null, MountFlags.Move);
        Mount.ChangeRoot(".");
        Mount.ChangeDirectory("/");
        foreach (var directory in Staging.Directories)
            _ = DirectoryTree.TryRemoveDirectory(directory);
    }
}
