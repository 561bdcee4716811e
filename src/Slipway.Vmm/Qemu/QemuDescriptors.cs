using Slipway.Linux.Processes;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Qemu;

/// <summary>The numbers under which QEMU inherits what it is given; the order in which <see cref="QemuVmm"/> hands it over.</summary>
internal static class QemuDescriptors
{
    public const int Link = OwnedChildConfig.FirstDescriptor;
    public const int Monitor = Link + 1;
    public const int Console = Monitor + 1;

    /// <summary>The drives, and after them the network's tap.</summary>
    public const int FirstDrive = Console + 1;

    /// <summary>The file with the guest's memory, of machines that have one.</summary>
    public static int MemoryOf(VmConfig config) => FirstDrive + config.Drives.Count + (config.Network is TapNetworkConfig ? 1 : 0);

    /// <summary>The state that a restored machine loads.</summary>
    public static int StateOf(VmConfig config) => MemoryOf(config) + 1;
}
