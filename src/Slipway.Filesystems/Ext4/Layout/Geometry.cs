using Slipway.Filesystems.Blocks;

namespace Slipway.Filesystems.Ext4.Layout;

/// <summary>
/// The fixed numbers of every filesystem written here (Linux Documentation/filesystems/ext4): 4 KiB blocks, groups of as many blocks
/// as one bitmap block has bits, 256-byte inodes, 32-byte group descriptors (no 64bit feature).
/// </summary>
internal static class Geometry
{
    public const int BlockBits = Block.Bits;
    public const int BlockSizeBytes = Block.SizeBytes;
    public const uint BlocksPerGroup = BlockSizeBytes * 8;
    public const int InodeSizeBytes = 256;
    public const int InodesPerBlock = BlockSizeBytes / InodeSizeBytes;
    public const uint MaximumInodesPerGroup = BlockSizeBytes * 8;
    public const int DescriptorSizeBytes = 32;
    public const int DescriptorsPerBlock = BlockSizeBytes / DescriptorSizeBytes;
    public const uint RootInode = 2;

    /// <summary>Inodes 1 to 10 are reserved (EXT4_GOOD_OLD_FIRST_INO).</summary>
    public const uint FirstInode = 11;

    /// <summary>EXT4_LINK_MAX.</summary>
    public const uint MaximumLinks = 65000;

    /// <summary>A shorter target lives in the inode itself, with a NUL behind it.</summary>
    public const int MaximumFastTargetBytes = 59;

    /// <summary>Logical block numbers are 32 bits wide and the last one means "none" (EXT_MAX_BLOCKS).</summary>
    public const long MaximumFileBytes = (long)(uint.MaxValue - 1) << BlockBits;

    /// <summary>Block numbers are 32 bits wide without the 64bit feature; one group less keeps sums of them within 32 bits.</summary>
    public const long MaximumFilesystemBytes = (long)(uint.MaxValue - BlocksPerGroup + 1) << BlockBits;

    /// <summary>With sparse_super, groups 0, 1 and the powers of 3, 5 and 7 begin with a copy of superblock and descriptors.</summary>
    public static bool HasSuperblock(uint group) =>
        group <= 1 || IsPowerOf(group, 3) || IsPowerOf(group, 5) || IsPowerOf(group, 7);

    public static uint DivideUp(uint value, uint divisor) => (uint)(((ulong)value + divisor - 1) / divisor);

    private static bool IsPowerOf(uint value, uint radix)
    {
        ulong power = radix;
        while (power < value)
            power *= radix;
        return power == value;
    }
}
