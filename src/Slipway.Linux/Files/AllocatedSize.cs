using System.Buffers.Binary;
using Slipway.Linux.Paths;

namespace Slipway.Linux.Files;

/// <summary>What files really take of their file system (statx(2), <c>stx_blocks</c>): holes cost nothing, the last block counts whole.</summary>
public static class AllocatedSize
{
    private const int BlocksOffset = 48;
    private const int BlockBytes = 512;

    /// <summary>Bytes of one file or directory, through symbolic links; 0 when there is none.</summary>
    public static long Of(string path)
    {
        Span<byte> status = stackalloc byte[PathStatus.StructBytes];
        return PathStatus.TryRead(path, status) ? BinaryPrimitives.ReadInt64LittleEndian(status[BlocksOffset..]) * BlockBytes : 0;
    }

    /// <summary>Bytes of everything below a directory, symbolic links not followed, and of the directory; 0 when there is none.</summary>
    public static long OfTree(string directory)
    {
        if (!Directory.Exists(directory))
            return 0;
        var entries = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        return Of(directory) + Directory.EnumerateFileSystemEntries(directory, "*", entries).Sum(Of);
    }
}
