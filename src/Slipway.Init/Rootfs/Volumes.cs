using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;
using Slipway.Init.Boot;
using Slipway.Init.Users;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Mounts;
using Slipway.Linux.Paths;

namespace Slipway.Init.Rootfs;

/// <summary>The volumes of a machine: ext4 devices mounted at directories of its root.</summary>
internal static class Volumes
{
    /// <summary>Mounts them in their order.</summary>
    /// <param name="mounts">As configured.</param>
    /// <param name="owner">Who owns the top directory of a writable one.</param>
    /// <exception cref="GuestFaultException">A device is missing or cannot be mounted.</exception>
    public static void Attach(IReadOnlyList<VolumeMount> mounts, ProgramUser owner)
    {
        foreach (var volume in mounts)
        {
            DeviceWait.Until(volume.DevicePath);
            GuestFaultException.Guard(GuestErrorCode.Device, $"volume {volume.DevicePath} at {volume.MountPath}", () =>
            {
                DirectoryTree.CreateWithParents(volume.MountPath, 0x1ED);
                var access = volume.ReadOnly ? MountFlags.ReadOnly : MountFlags.None;
                Mount.Attach(volume.DevicePath, volume.MountPath, "ext4", MountFlags.RelativeAccessTime | access);
                if (!volume.ReadOnly)
                    DirectoryTree.ChangeOwner(volume.MountPath, owner.Uid, owner.Gid);
            });
        }
    }

    /// <summary>Opens the top directories of the writable ones, to freeze and thaw them. The caller disposes.</summary>
    public static IEnumerable<FileDescriptor> OpenWritable(IEnumerable<VolumeMount> mounts) =>
        mounts.Where(volume => !volume.ReadOnly).Select(volume => FileDescriptor.Open(volume.MountPath, OpenFlags.Directory));
}
