using Slipway.Linux.Processes;

namespace Slipway.Vmm.Qemu;

/// <summary>The numbers under which QEMU inherits what it is given; the order in which <see cref="QemuVmm"/> hands it over.</summary>
internal static class QemuDescriptors
{
    public const int Link = OwnedChildConfig.FirstDescriptor;
    public const int Monitor = Link + 1;
    public const int Console = Monitor + 1;
    /// <summary>The drives, and after them the network's tap.</summary>
    public const int FirstDrive = Console + 1;
}
