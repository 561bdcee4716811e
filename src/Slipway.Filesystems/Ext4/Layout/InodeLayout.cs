using System.Buffers.Binary;
using Slipway.Filesystems.Blocks;

namespace Slipway.Filesystems.Ext4.Layout;

/// <summary>
/// One inode: 256 bytes, little-endian (struct ext4_inode).
/// <code>
/// 00 mode u16   02 uid u16    04 size         08 atime         0c ctime      10 mtime       14 dtime
/// 18 gid u16    1a links u16  1c sectors      20 flags         28 block[60]: extent tree, symlink target or device number
/// 64 generation 68 xattr block 6c size high   74 sectors high u16  76 xattr block high u16
/// 78 uid high u16  7a gid high u16  7c crc low u16
/// 80 extra size u16  82 crc high u16  84 ctime extra  88 mtime extra  8c atime extra  90 birth time  94 birth extra
/// a0 extended attributes to the end
/// </code>
/// A time is 34 bits of seconds, the upper two in the low bits of its "extra" word above which stand the nanoseconds.
/// </summary>
internal static class InodeLayout
{
    public const uint ExtentsFlag = 0x80000;
    public const uint IndexFlag = 0x1000;
    public const int BlockOffset = 0x28;
    public const int BlockBytes = 60;
    public const int XattrOffset = 128 + Superblock.ExtraInodeSizeBytes;
    public const int XattrBlockOffset = 0x68;

    /// <summary>What attributes may take in the inode: not the magic before them nor the zeros behind.</summary>
    public const int XattrRoomBytes = Geometry.InodeSizeBytes - XattrOffset - 2 * sizeof(uint);
    public const int ChecksumLowOffset = 0x7C;
    public const int ChecksumHighOffset = 0x82;
    public const long MinimumTime = int.MinValue;
    public const long MaximumTime = (3L << 32) + int.MaxValue;

    public static void WriteTimes(Span<byte> inode, long seconds, uint nanoseconds)
    {
        if (seconds is < MinimumTime or > MaximumTime)
            nanoseconds = 0;
        seconds = Math.Clamp(seconds, MinimumTime, MaximumTime);
        var low = (uint)seconds;
        var extra = (uint)((seconds - (int)low) >> 32) & 3 | nanoseconds << 2;
        foreach (var offset in (ReadOnlySpan<int>)[0x08, 0x0C, 0x10, 0x90])
            BinaryPrimitives.WriteUInt32LittleEndian(inode[offset..], low);
        foreach (var offset in (ReadOnlySpan<int>)[0x84, 0x88, 0x8C, 0x94])
            BinaryPrimitives.WriteUInt32LittleEndian(inode[offset..], extra);
    }

    /// <summary>The kernel keeps small device numbers in the first word and large ones, differently packed, in the second.</summary>
    public static void WriteDevice(Span<byte> inode, uint major, uint minor)
    {
        var block = inode.Slice(BlockOffset, BlockBytes);
        if (major < 256 && minor < 256)
            BinaryPrimitives.WriteUInt32LittleEndian(block, major << 8 | minor);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(block[4..], minor & 0xFF | major << 8 | (minor & ~0xFFu) << 12);
    }

    public static void WriteChecksum(Span<byte> inode, uint number, ChecksumSeed seed)
    {
        var crc = Crc32C.Update(seed.ForInode(number, 0), inode);
        BinaryPrimitives.WriteUInt16LittleEndian(inode[ChecksumLowOffset..], (ushort)crc);
        BinaryPrimitives.WriteUInt16LittleEndian(inode[ChecksumHighOffset..], (ushort)(crc >> 16));
    }
}
