using System.Buffers.Binary;
using System.Text;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Erofs.Compression;

namespace Slipway.Filesystems.Erofs.Layout;

/// <summary>
/// The superblock: 128 bytes at byte 1024, little-endian (Linux 6.1 fs/erofs/erofs_fs.h, struct erofs_super_block).
/// <code>
/// 00 magic u32          04 checksum u32        08 compatible features u32
/// 0c block bits u8      0d extra slots u8      0e root nid u16         10 inodes u64
/// 18 seconds u64        20 nanoseconds u32     24 blocks u32           28 metadata block u32   2c shared xattr block u32
/// 30 uuid[16]           40 label[16]           50 incompatible features u32
/// 54 algorithms u16     56 devices u16         58 device slot u16      5a directory block bits u8
/// 60 packed nid u64
/// </code>
/// An inode is named by its nid: its distance from the metadata block, here the first, in units of 32 bytes. The time is that of all compact inodes.
/// </summary>
internal static class Superblock
{
    public const int Offset = 1024;
    public const int SizeBytes = 128;

    /// <summary>Where the root directory's inode is: behind the settings of the algorithm.</summary>
    public const int RootOffset = 1184;

    /// <summary>The room for it, its extended attributes and entries.</summary>
    public const int RootBytes = Block.SizeBytes - RootOffset;
    public const uint Magic = 0xE0F5E1E2;
    public const int ChecksumOffset = 0x04;
    public const int UuidOffset = 0x30;
    public const int LabelOffset = 0x40;
    public const int LabelBytes = 16;

    /// <summary>Fills the first block of an image, which is zeroed but for the root directory's inode.</summary>
    public static void Write(Span<byte> block, in SuperblockFields fields)
    {
        var target = block[Offset..];
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(target[0x08..], Features.CompatChecksum | Features.CompatMtime);
        target[0x0C] = Block.Bits;
        BinaryPrimitives.WriteUInt16LittleEndian(target[0x0E..], (ushort)InodeLayout.NidOf(RootOffset));
        BinaryPrimitives.WriteUInt64LittleEndian(target[0x10..], fields.Inodes);
        BinaryPrimitives.WriteInt64LittleEndian(target[0x18..], fields.Time.Seconds);
        BinaryPrimitives.WriteUInt32LittleEndian(target[0x20..], fields.Time.Nanoseconds);
        BinaryPrimitives.WriteUInt32LittleEndian(target[0x24..], fields.Blocks);
        fields.Uuid.TryWriteBytes(target[UuidOffset..], bigEndian: true, out _);
        Encoding.UTF8.GetBytes(fields.Label, target.Slice(LabelOffset, LabelBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(target[0x50..], fields.Features);
        if ((fields.Features & Features.IncompatCompressionSettings) != 0)
            WriteCompression(target);
        BinaryPrimitives.WriteUInt32LittleEndian(target[ChecksumOffset..], Checksum(target));
    }

    /// <summary>LZ4 as the one algorithm, and behind the superblock what it needs: 14 bytes, how far it looks back (0: 64 KiB), blocks of the largest physical cluster.</summary>
    private static void WriteCompression(Span<byte> superblock)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(superblock[0x54..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(superblock[SizeBytes..], 14);
        BinaryPrimitives.WriteUInt16LittleEndian(superblock[(SizeBytes + 4)..], ClusterSize.Blocks);
    }

    /// <summary>Of what follows byte 1024 in the first block, as if the checksum itself were zero.</summary>
    public static uint Checksum(ReadOnlySpan<byte> rest)
    {
        var crc = Crc32C.Update(Crc32C.Initial, rest[..ChecksumOffset]);
        crc = Crc32C.Update(crc, 0u);
        return Crc32C.Update(crc, rest[(ChecksumOffset + sizeof(uint))..]);
    }
}
