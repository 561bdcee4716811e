using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;
using Slipway.Linux;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Mounts;

namespace Slipway.Init.Boot;

/// <summary>The small read-only ext4 disk, always the first, that says what this machine is to do.</summary>
internal static class BootDisk
{
    private const string Device = "/dev/vda";
    private const string ConfigName = "/run.json";

    /// <summary>Reads the run config from the disk, or from the root when that is the disk; null when it has none: the host will send one.</summary>
    /// <exception cref="GuestFaultException">No disk, or a run config that cannot work.</exception>
    public static RunConfig? ReadConfig(bool inInitrd)
    {
        if (!inInitrd)
            return Read(ConfigName);
        DeviceWait.Until(Device);
        GuestFaultException.Guard(GuestErrorCode.Device, "boot disk", () =>
            Mount.Attach(Device, Staging.BootDisk, "ext4", MountFlags.ReadOnly | MountFlags.NoSetUid | MountFlags.NoDevices));
        try
        {
            return Read(Staging.BootDisk + ConfigName);
        }
        finally
        {
            _ = Mount.TryDetach(Staging.BootDisk);
        }
    }

    private static RunConfig? Read(string path)
    {
        try
        {
            if (SmallFile.Read(path, RunConfigDocument.MaxBytes) is not { } document)
                return null;
            return RunConfigReader.TryRead(document) is { } config && RunConfigFaults.Find(config).Count == 0 ? config : RunConfigDocument.Parse(document);
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or LinuxException)
        {
            throw new GuestFaultException(GuestErrorCode.Invalid, e.Message, e);
        }
    }
}
