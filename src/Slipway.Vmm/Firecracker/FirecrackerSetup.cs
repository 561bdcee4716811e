using Slipway.Vmm.Boot;
using Slipway.Vmm.Firecracker.Api;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Firecracker;

/// <summary>The calls that make a machine of a fresh Firecracker, and start it.</summary>
internal static class FirecrackerSetup
{
    /// <summary>Any number from 3 on; each Firecracker has a context of its own.</summary>
    private const uint GuestContextId = 3;

    public const string InterfaceId = "net0";

    public static string DriveIdOf(int index) => $"drive{index}";

    /// <summary>In the order in which they are sent; the last starts the guest.</summary>
    /// <param name="config">Without faults, see <see cref="FirecrackerFaults"/>.</param>
    /// <param name="paths">Where Firecracker finds its files.</param>
    public static IReadOnlyList<FirecrackerCall> Calls(VmConfig config, FirecrackerPaths paths) =>
    [
        new MachineConfiguration { VcpuCount = config.VcpuCount, MemSizeMib = config.MemoryMib }.Put(),
        BootSourceOf(config, paths).Put(),
        .. config.Drives.Select((drive, index) => DriveOf(drive, index, paths.Drives[index]).Put()),
        .. config.Network is TapNetworkConfig tap ? [InterfaceOf(tap).Put()] : Array.Empty<FirecrackerCall>(),
        new Vsock { GuestCid = GuestContextId, UdsPath = paths.Vsock }.Put(),
        new EntropyDevice().Put(),
        new InstanceActionInfo(InstanceAction.InstanceStart).Put(),
    ];

    private static BootSource BootSourceOf(VmConfig config, FirecrackerPaths paths) => new()
    {
        KernelImagePath = paths.Kernel!,
        InitrdPath = paths.Initrd,
        BootArgs = KernelCommandLine.ForFirecracker(paths.Initrd is not null, config.KernelArguments),
    };

    // No drive is the root device, which would come first whatever the order, and put words of its own on the kernel's command line.
    private static Drive DriveOf(DriveConfig drive, int index, string path) => new()
    {
        DriveId = DriveIdOf(index),
        IsRootDevice = false,
        PathOnHost = path,
        IsReadOnly = drive.IsReadOnly,
        CacheType = drive.IsReadOnly || drive.IsEphemeral ? CacheType.Unsafe : CacheType.Writeback,
    };

    private static NetworkInterface InterfaceOf(TapNetworkConfig tap) => new() { IfaceId = InterfaceId, HostDevName = tap.DeviceName, GuestMac = tap.MacAddress };
}
