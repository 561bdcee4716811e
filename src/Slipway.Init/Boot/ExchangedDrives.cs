using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;
using Slipway.Init.Rootfs;
using Slipway.Linux.Guest;

namespace Slipway.Init.Boot;

/// <summary>
/// The drives of a machine that goes on from a template: placeholders until then, its own from then on. The kernel learns of their lengths by an interrupt
/// each; a length is the last that changes, so whoever sees it reads from the new drive, but for what is in the page cache.
/// </summary>
internal static class ExchangedDrives
{
    /// <summary>Waits until the drives that a config names are the machine's own, and forgets what was read of the placeholders.</summary>
    /// <exception cref="GuestFaultException">One is missing, or is still the placeholder.</exception>
    public static void Await(RunConfig config) => GuestFaultException.Guard(GuestErrorCode.Device, "exchanged drives", () =>
    {
        foreach (var device in config.Rootfs?.Lower ?? [])
            Await(device, isReadOnly: true);
        foreach (var device in config.Rootfs?.Spare ?? [])
            KeepPlaceholder(device);
        if ((config.Rootfs is { } rootfs ? rootfs.Upper : config.RootDevice ?? GuestRoot.DefaultDevice) is { } root)
            Await(root, isReadOnly: false);
        foreach (var volume in config.Mounts ?? [])
            Await(volume.DevicePath, volume.ReadOnly);
    });

    // As it is to a machine that booted with it.
    private static void KeepPlaceholder(string device)
    {
        using var disk = BlockDevice.Open(device);
        disk.SetReadOnly();
    }

    private static void Await(string device, bool isReadOnly)
    {
        DeviceWait.Until(device);
        using var disk = BlockDevice.Open(device);
        DeviceWait.Until(() => disk.LengthBytes > DriveExchange.PlaceholderBytes, $"drive {device} was not exchanged");
        disk.DropPages();
        // What is read-only in the VMM is so for the placeholder too under Firecracker, not under QEMU.
        if (isReadOnly)
            disk.SetReadOnly();
    }
}
