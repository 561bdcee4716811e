using Slipway.Linux.Processes;

namespace Slipway.Vmm.Firecracker;

/// <summary>
/// The numbers under which Firecracker inherits files, and the paths by which it opens them. A file then needs no name; and a snapshot, which has the paths of its
/// machine's drives in it, finds other drives when it is loaded by another process, at the same numbers.
/// </summary>
internal static class FirecrackerDescriptors
{
    public const int Log = OwnedChildConfig.FirstDescriptor;

    /// <summary>The drives, in their order.</summary>
    public const int FirstDrive = Log + 1;

    public static string PathOf(int descriptor) => $"/proc/self/fd/{descriptor}";
}
