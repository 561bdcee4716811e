using Slipway.Vmm.Firecracker.Api;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Firecracker;

/// <summary>The calls that make a saved machine of a fresh Firecracker, and let it go on.</summary>
internal static class FirecrackerRestore
{
    /// <summary>In the order in which they are sent.</summary>
    /// <param name="config">Of the saved machine's shape.</param>
    /// <param name="paths">Where Firecracker finds its files.</param>
    public static IReadOnlyList<FirecrackerCall> Calls(VmConfig config, FirecrackerPaths paths) =>
    [
        LoadOf(config, paths).Put(),
        .. paths.Drives.Select((path, index) => LookAgain(index, path).Patch()),
        new VmStateUpdate(VmState.Resumed).Patch(),
    ];

    // No ClockRealtime: the guest's uptime would jump by the time that it was saved. Its wall clock is set over the guest link.
    private static SnapshotLoad LoadOf(VmConfig config, FirecrackerPaths paths) => new()
    {
        SnapshotPath = paths.Loaded!.State,
        MemBackend = new MemoryBackend(MemoryBackendType.File, paths.Loaded.Memory),
        ResumeVm = false,
        NetworkOverrides = config.Network is TapNetworkConfig tap ? [new NetworkOverride(FirecrackerSetup.InterfaceId, tap.DeviceName)] : null,
        VsockOverride = new VsockOverride(paths.Vsock),
    };

    // The drive is another file's already; what the call brings is the interrupt by which the guest learns of another length.
    private static DriveUpdate LookAgain(int index, string path) => new() { DriveId = FirecrackerSetup.DriveIdOf(index), PathOnHost = path };
}
