using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Files;

/// <summary>
/// Syncs large files piece by piece (sync_file_range(2), then fsync(2)): a process that ends, or is killed, is held by the kernel until the call it is in has
/// written all it covers, which for one fsync of a GiB takes seconds.
/// </summary>
public static partial class FileSync
{
    private const int PieceBytes = 16 << 20;

    // SYNC_FILE_RANGE_WAIT_BEFORE, _WRITE and _WAIT_AFTER: the piece is written when the call returns.
    private const uint WriteAndWait = 1 | 2 | 4;

    /// <summary>Blocks until content and length of the file are on the disk; to be cancelled between two pieces.</summary>
    /// <exception cref="IOException">The disk failed: what is in memory may not be what is on it.</exception>
    public static void Sync(SafeFileHandle file, CancellationToken cancellationToken)
    {
        var length = RandomAccess.GetLength(file);
        for (long position = 0; position < length; position += PieceBytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SystemCall.Check(SyncRange(file, position, PieceBytes, WriteAndWait), "sync_file_range");
        }

        RandomAccess.FlushToDisk(file);
    }

    [LibraryImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
    private static partial int SyncRange(SafeFileHandle file, long offset, long bytes, uint flags);
}
