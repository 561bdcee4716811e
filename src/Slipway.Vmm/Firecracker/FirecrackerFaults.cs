using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Firecracker.Api;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Firecracker;

/// <summary>What a Firecracker cannot do though another VMM can. Each fault is a sentence for people, without a full stop.</summary>
internal static class FirecrackerFaults
{
    /// <summary>Devices on virtio-mmio have interrupts 5 to 23, as Firecracker gives them out; three are other devices'.</summary>
    private const int MaxDrives = 16;

    /// <summary>Finds what is wrong with a configuration; empty when nothing is.</summary>
    public static IReadOnlyList<string> Find(VmConfig config) => [.. VmConfigFaults.Find(config, MaxDrives), .. FindOwn(config)];

    /// <summary>The same for a machine that is started from a snapshot, which brings its own kernel.</summary>
    public static IReadOnlyList<string> FindRestored(VmConfig config) => [.. VmConfigFaults.FindRestored(config, MaxDrives), .. FindOwn(config)];

    /// <summary>Why a network cannot be; null when it can.</summary>
    public static string? NetworkFault(NetworkConfig? network) =>
        network is null or TapNetworkConfig ? null : "Firecracker has no network of its own, as QEMU's user network is one; give it a tap device or no network";

    private static List<string> FindOwn(VmConfig config)
    {
        List<string> faults = [];
        if (config.Accelerator != Accelerator.Kvm)
            faults.Add("Firecracker needs KVM and does not emulate");
        if (config.VcpuCount > MachineConfiguration.MaxVcpuCount)
            faults.Add($"{config.VcpuCount} processors; Firecracker has at most {MachineConfiguration.MaxVcpuCount}");
        if (NetworkFault(config.Network) is { } fault)
            faults.Add(fault);
        return faults;
    }
}
