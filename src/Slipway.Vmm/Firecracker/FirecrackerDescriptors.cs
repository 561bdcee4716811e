using Slipway.Linux.Processes;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Firecracker;

/// <summary>
/// The numbers under which Firecracker inherits files, and the paths by which it opens them. A file then needs no name; and a snapshot, which has the paths of its
/// machine's drives in it, finds other drives when it is loaded by another process, at the same numbers.
/// </summary>
internal static class FirecrackerDescriptors
{
    public const int Log = OwnedChildConfig.FirstDescriptor;

    /// <summary>The drives, in their order; then memory and state of the snapshot that is loaded, and of the one that is saved, where there are such.</summary>
    public const int FirstDrive = Log + 1;

    public static string PathOf(int descriptor) => $"/proc/self/fd/{descriptor}";

    /// <summary>Where a Firecracker finds everything that it inherits.</summary>
    public static FirecrackerPaths PathsOf(VmConfig config, bool isRestored)
    {
        var loaded = FirstDrive + config.Drives.Count;
        var saved = loaded + (isRestored ? 2 : 0);
        return new FirecrackerPaths
        {
            Drives = [.. Enumerable.Range(FirstDrive, config.Drives.Count).Select(PathOf)],
            Vsock = FirecrackerSockets.Vsock,
            Loaded = isRestored ? PairAt(loaded) : null,
            Saved = config.SnapshotDirectory is null ? null : PairAt(saved),
        };
    }

    private static SnapshotPaths PairAt(int descriptor) => new(PathOf(descriptor), PathOf(descriptor + 1));
}
