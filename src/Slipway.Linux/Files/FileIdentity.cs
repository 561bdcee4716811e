using System.Buffers.Binary;
using Slipway.Linux.Paths;

namespace Slipway.Linux.Files;

/// <summary>Which file stands under a path, and when anything of it changed last (statx(2)): equal identities, equal content.</summary>
/// <param name="Inode">Its number on its file system.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="ChangedNanoseconds">Since 1970; the time of change (ctime), which no program can set.</param>
public readonly record struct FileIdentity(long Inode, long Bytes, long ChangedNanoseconds)
{
    private const int InodeOffset = 32;
    private const int SizeOffset = 40;
    private const int ChangedOffset = 96;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Reads it, through symbolic links.</summary>
    /// <exception cref="LinuxException">There is no such file.</exception>
    public static FileIdentity Of(string path)
    {
        Span<byte> status = stackalloc byte[PathStatus.StructBytes];
        PathStatus.Read(path, status);
        var changed = (BinaryPrimitives.ReadInt64LittleEndian(status[ChangedOffset..]) * NanosecondsPerSecond)
            + BinaryPrimitives.ReadUInt32LittleEndian(status[(ChangedOffset + sizeof(long))..]);
        return new FileIdentity(BinaryPrimitives.ReadInt64LittleEndian(status[InodeOffset..]), BinaryPrimitives.ReadInt64LittleEndian(status[SizeOffset..]), changed);
    }
}
