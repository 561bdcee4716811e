using System.Buffers.Binary;
using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems.Erofs.Layout;

/// <summary>
/// One inode, little-endian (struct erofs_inode_compact, erofs_inode_extended); extended attributes and data follow it.
/// <code>
///           00 format u16   02 xattr words u16   04 mode u16
/// compact   06 links u16    08 size u32          10 place u32   14 number u32   18 uid u16   1a gid u16
/// extended  06 0 u16        08 size u64          10 place u32   14 number u32   18 uid u32   1c gid u32
///           20 seconds i64  28 nanoseconds u32   2c links u32   30 zeros
/// </code>
/// The format's lowest bit is 1 for an extended inode, the next three are the <see cref="DataLayout"/>. The place is the first block, the form of the chunk map, the
/// number of compressed blocks or a device number. The number is shown to 32-bit programs.
/// </summary>
internal static class InodeLayout
{
    public const int SlotBytes = 32;
    public const int CompactBytes = 32;
    public const int ExtendedBytes = 64;
    public const ushort FormatMask = 0xF;
    public const uint NoBlock = uint.MaxValue;

    /// <summary>The bytes of whole slots.</summary>
    public static int RoundUp(int bytes) => (bytes + SlotBytes - 1) & -SlotBytes;

    /// <summary>The nid of an inode at a position of an image whose metadata begins with it.</summary>
    public static uint NidOf(long position) => (uint)(position / SlotBytes);

    /// <summary>The opposite of <see cref="NidOf"/>.</summary>
    public static long PositionOf(uint nid) => (long)nid * SlotBytes;

    /// <summary>Fills the first bytes of zeroed room.</summary>
    /// <param name="layout">Where the data is.</param>
    /// <param name="xattrWords">See <see cref="XattrBody"/>.</param>
    /// <param name="place">As drawn above.</param>
    /// <param name="number">As drawn above.</param>
    public static void Write(Span<byte> target, in InodeRecord record, bool isExtended, DataLayout layout, ushort xattrWords, uint place, uint number)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)((isExtended ? 1 : 0) | ((int)layout << 1)));
        BinaryPrimitives.WriteUInt16LittleEndian(target[0x02..], xattrWords);
        BinaryPrimitives.WriteUInt16LittleEndian(target[0x04..], record.Mode);
        BinaryPrimitives.WriteUInt32LittleEndian(target[0x10..], place);
        BinaryPrimitives.WriteUInt32LittleEndian(target[0x14..], number);
        if (isExtended)
        {
            BinaryPrimitives.WriteInt64LittleEndian(target[0x08..], SizeOf(record));
            BinaryPrimitives.WriteUInt32LittleEndian(target[0x18..], record.Uid);
            BinaryPrimitives.WriteUInt32LittleEndian(target[0x1C..], record.Gid);
            BinaryPrimitives.WriteInt64LittleEndian(target[0x20..], record.MtimeSeconds);
            BinaryPrimitives.WriteUInt32LittleEndian(target[0x28..], record.MtimeNanoseconds);
            BinaryPrimitives.WriteUInt32LittleEndian(target[0x2C..], record.Links);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(target[0x06..], (ushort)record.Links);
            BinaryPrimitives.WriteUInt32LittleEndian(target[0x08..], (uint)SizeOf(record));
            BinaryPrimitives.WriteUInt16LittleEndian(target[0x18..], (ushort)record.Uid);
            BinaryPrimitives.WriteUInt16LittleEndian(target[0x1A..], (ushort)record.Gid);
        }
    }

    /// <summary>Whether a compact inode of a time holds it.</summary>
    public static bool FitsCompact(in InodeRecord record) =>
        record.Uid <= ushort.MaxValue && record.Gid <= ushort.MaxValue && record.Links <= ushort.MaxValue && SizeOf(record) <= uint.MaxValue;

    private static long SizeOf(in InodeRecord record) => record.IsDirectory || record.IsRegular || record.IsSymbolicLink ? record.Size : 0;
}
