using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;
using Slipway.Vmm.Snapshots;

namespace Slipway.Host.Templates;

/// <summary>A machine that was saved while its init waited for a run config, and the boot disk it had.</summary>
internal sealed class Template
{
    public const string BootDiskName = "boot";

    private Template(MemorySnapshot snapshot) => Snapshot = snapshot;

    public MemorySnapshot Snapshot { get; }

    /// <summary>Opens a directory's; what is in it is checked when it is used.</summary>
    /// <exception cref="SnapshotException">There is none, or it is damaged.</exception>
    public static Template Open(string directory) => new(MemorySnapshot.Open(directory));

    /// <summary>Opens the boot disk to read. The caller disposes.</summary>
    /// <exception cref="SnapshotException">It is missing.</exception>
    public SafeFileHandle OpenBootDisk()
    {
        try
        {
            return ReopenedFile.OpenPath(Path.Combine(Snapshot.Directory, BootDiskName), writable: false);
        }
        catch (IOException e)
        {
            throw new SnapshotException($"the template in {Snapshot.Directory} has no boot disk: {e.Message}", e);
        }
    }
}
