using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;
using Slipway.Vmm.Snapshots;

namespace Slipway.Vmm.Firecracker;

/// <summary>The two files of a snapshot, open. The owner disposes.</summary>
internal sealed class SnapshotFiles : IDisposable
{
    private const long BytesPerMib = 1024 * 1024;

    private SnapshotFiles(SafeFileHandle memory, SafeFileHandle state) => (Memory, State) = (memory, state);

    public SafeFileHandle Memory { get; }

    public SafeFileHandle State { get; }

    /// <summary>Those of a snapshot, to read.</summary>
    /// <exception cref="SnapshotException">One is not there.</exception>
    public static SnapshotFiles Open(MemorySnapshot snapshot)
    {
        try
        {
            return Make(() => ReopenedFile.OpenPath(snapshot.MemoryFile, writable: false), () => ReopenedFile.OpenPath(snapshot.StateFile, writable: false));
        }
        catch (IOException e)
        {
            throw new SnapshotException($"the snapshot in {snapshot.Directory} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Two without names. That of the memory has its room reserved, as long as Firecracker expects it: of that length it takes it as it is.</summary>
    /// <exception cref="IOException">There is no room.</exception>
    public static SnapshotFiles Create(string directory, int memoryMib) => Make(
        () => UnnamedFile.Create(directory, memory => SparseFile.Reserve(memory, memoryMib * BytesPerMib)),
        () => UnnamedFile.Create(directory));

    public void Dispose()
    {
        Memory.Dispose();
        State.Dispose();
    }

    private static SnapshotFiles Make(Func<SafeFileHandle> memory, Func<SafeFileHandle> state)
    {
        var first = memory();
        try
        {
            return new SnapshotFiles(first, state());
        }
        catch
        {
            first.Dispose();
            throw;
        }
    }
}
