using System.Buffers.Binary;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Ext4.Layout;
using Slipway.Filesystems.Xattrs;

namespace Slipway.Filesystems.Ext4.Xattrs;

/// <summary>
/// A block of attributes of one inode (struct ext4_xattr_header):
/// <code>
/// magic u32 EA020000 | inodes that share it u32 | blocks u32 1 | hash u32 | crc32c u32 | 0 u32 ×3 | entries and values
/// </code>
/// The checksum covers the block's number, so that a block out of place is noticed, and the block with the checksum read as zero.
/// </summary>
internal static class XattrBlock
{
    public const uint Magic = 0xEA020000;
    public const int HeaderBytes = 32;
    public const int RoomBytes = Geometry.BlockSizeBytes - HeaderBytes - XattrRegion.EndBytes;
    public const int ChecksumOffset = 16;

    public static void Write(Span<byte> block, IReadOnlyList<Xattr> attributes, uint number, ChecksumSeed seed)
    {
        block.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(block, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(block[4..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(block[8..], 1);
        XattrRegion.Write(block[HeaderBytes..], attributes, HeaderBytes, hashed: true);
        BinaryPrimitives.WriteUInt32LittleEndian(block[12..], HashOf(block));
        BinaryPrimitives.WriteUInt32LittleEndian(block[ChecksumOffset..], Checksum(block, number, seed));
    }

    public static uint Checksum(ReadOnlySpan<byte> block, ulong number, ChecksumSeed seed)
    {
        var crc = Crc32C.Update(seed.Filesystem, number);
        crc = Crc32C.Update(crc, block[..ChecksumOffset]);
        crc = Crc32C.Update(crc, 0u);
        return Crc32C.Update(crc, block[(ChecksumOffset + sizeof(uint))..]);
    }

    /// <summary>ext4_xattr_rehash: over the hashes of the entries; the kernel finds blocks with the same content by it.</summary>
    private static uint HashOf(ReadOnlySpan<byte> block)
    {
        var hash = 0u;
        for (var entry = block[HeaderBytes..]; entry[0] != 0 || entry[1] != 0; entry = entry[XattrRegion.EntryBytes(entry[0])..])
        {
            var one = BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]);
            if (one == 0)
                return 0;
            hash = uint.RotateLeft(hash, 16) ^ one;
        }

        return hash;
    }
}
