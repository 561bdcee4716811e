using System.Buffers.Binary;
using Slipway.Filesystems.Blocks;

namespace Slipway.Filesystems.Ext4.Layout;

/// <summary>
/// One block group: 32 bytes, little-endian (struct ext4_group_desc).
/// <code>
/// 00 block bitmap  04 inode bitmap  08 inode table  0c free blocks u16  0e free inodes u16  10 directories u16  12 flags u16
/// 18 block bitmap crc u16  1a inode bitmap crc u16  1c unused inodes at the end of the table u16  1e crc u16
/// </code>
/// Checksums are the low half of a crc32c.
/// </summary>
internal struct GroupDescriptor
{
    public const ushort InodesUninitialized = 1;
    public const ushort BlocksUninitialized = 2;
    public const ushort InodeTableZeroed = 4;

    public uint BlockBitmap;
    public uint InodeBitmap;
    public uint InodeTable;
    public ushort FreeBlocks;
    public ushort FreeInodes;
    public ushort Directories;
    public ushort Flags;
    public ushort BlockBitmapChecksum;
    public ushort InodeBitmapChecksum;
    public ushort UnusedInodes;

    public static GroupDescriptor Read(ReadOnlySpan<byte> source) => new()
    {
        BlockBitmap = BinaryPrimitives.ReadUInt32LittleEndian(source),
        InodeBitmap = BinaryPrimitives.ReadUInt32LittleEndian(source[0x04..]),
        InodeTable = BinaryPrimitives.ReadUInt32LittleEndian(source[0x08..]),
        FreeBlocks = BinaryPrimitives.ReadUInt16LittleEndian(source[0x0C..]),
        FreeInodes = BinaryPrimitives.ReadUInt16LittleEndian(source[0x0E..]),
        Directories = BinaryPrimitives.ReadUInt16LittleEndian(source[0x10..]),
        Flags = BinaryPrimitives.ReadUInt16LittleEndian(source[0x12..]),
        BlockBitmapChecksum = BinaryPrimitives.ReadUInt16LittleEndian(source[0x18..]),
        InodeBitmapChecksum = BinaryPrimitives.ReadUInt16LittleEndian(source[0x1A..]),
        UnusedInodes = BinaryPrimitives.ReadUInt16LittleEndian(source[0x1C..]),
    };

    public readonly void Write(Span<byte> target, uint group, ChecksumSeed seed)
    {
        target = target[..Geometry.DescriptorSizeBytes];
        target.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(target, BlockBitmap);
        BinaryPrimitives.WriteUInt32LittleEndian(target[0x04..], InodeBitmap);
        BinaryPrimitives.WriteUInt32LittleEndian(target[0x08..], InodeTable);
        BinaryPrimitives.WriteUInt16LittleEndian(target[0x0C..], FreeBlocks);
        BinaryPrimitives.WriteUInt16LittleEndian(target[0x0E..], FreeInodes);
        BinaryPrimitives.WriteUInt16LittleEndian(target[0x10..], Directories);
        BinaryPrimitives.WriteUInt16LittleEndian(target[0x12..], Flags);
        BinaryPrimitives.WriteUInt16LittleEndian(target[0x18..], BlockBitmapChecksum);
        BinaryPrimitives.WriteUInt16LittleEndian(target[0x1A..], InodeBitmapChecksum);
        BinaryPrimitives.WriteUInt16LittleEndian(target[0x1C..], UnusedInodes);
        BinaryPrimitives.WriteUInt16LittleEndian(target[0x1E..], Checksum(target, group, seed));
    }

    /// <summary>Over the group's number and the descriptor with its own checksum read as zero.</summary>
    public static ushort Checksum(ReadOnlySpan<byte> descriptor, uint group, ChecksumSeed seed)
    {
        var crc = Crc32C.Update(seed.Filesystem, group);
        crc = Crc32C.Update(crc, descriptor[..0x1E]);
        return (ushort)Crc32C.Update(crc, [0, 0]);
    }
}
