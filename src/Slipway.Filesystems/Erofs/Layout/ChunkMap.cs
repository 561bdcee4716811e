using System.Buffers.Binary;
using System.Numerics;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems.Erofs.Layout;

/// <summary>
/// The map of a file with holes, or in several pieces: a block number of 32 bits for each chunk, all ones for a hole. A chunk is a power of two of blocks, the
/// largest that every piece of the file is aligned to, so that a map is seldom longer than a few numbers.
/// </summary>
internal static class ChunkMap
{
    public const int EntryBytes = sizeof(uint);
    public const ushort BitsMask = 0x1F;

    /// <summary>The map has entries of 8 bytes that name a device, too.</summary>
    public const ushort IndexesFlag = 0x20;

    /// <summary>What the five bits of an inode's place hold.</summary>
    private const int MaximumBits = 31;

    /// <summary>Whether a file lies in one piece without a hole.</summary>
    public static bool IsOnePiece(ExtentStore extents, in InodeRecord file) => IsOnePiece(extents, file, BlocksOf(file));

    /// <summary>Whether the first blocks of a file lie in one piece without a hole, and it has no others.</summary>
    public static bool IsOnePiece(ExtentStore extents, in InodeRecord file, uint blocks)
    {
        var (logical, physical) = (0u, file.First.Physical);
        for (var i = 0; i < extents.Count(file); i++)
        {
            var extent = extents.At(file, i);
            if (extent.Logical != logical || extent.Physical != physical)
                return false;
            (logical, physical) = (extent.LogicalEnd, extent.PhysicalEnd);
        }

        return logical == blocks;
    }

    /// <summary>Blocks of a chunk, as a power of two.</summary>
    public static int BitsOf(ExtentStore extents, in InodeRecord file)
    {
        var blocks = BlocksOf(file);
        var bits = Math.Min(MaximumBits, BitOperations.Log2(Math.Max(1, blocks - 1)) + 1);
        for (var i = 0; i < extents.Count(file); i++)
        {
            var extent = extents.At(file, i);
            var before = i == 0 ? default : extents.At(file, i - 1);
            if (extent.Logical != before.LogicalEnd || extent.Physical != before.PhysicalEnd)
                bits = Math.Min(bits, BitOperations.TrailingZeroCount(extent.Logical | 1u << MaximumBits));
            if (before.Length > 0 && (extent.Logical != before.LogicalEnd || extent.Physical != before.PhysicalEnd))
                bits = Math.Min(bits, BitOperations.TrailingZeroCount(before.LogicalEnd | 1u << MaximumBits));
            if (i == extents.Count(file) - 1 && extent.LogicalEnd != blocks)
                bits = Math.Min(bits, BitOperations.TrailingZeroCount(extent.LogicalEnd | 1u << MaximumBits));
        }

        return bits;
    }

    public static uint CountOf(in InodeRecord file, int bits) => (uint)((BlocksOf(file) + (1UL << bits) - 1) >> bits);

    /// <summary>The map's entries in order.</summary>
    public static void Write(Span<byte> target, ExtentStore extents, in InodeRecord file, int bits)
    {
        target.Fill(byte.MaxValue);
        for (var i = 0; i < extents.Count(file); i++)
        {
            var extent = extents.At(file, i);
            // One that begins within a chunk continues the one before it there.
            var first = (extent.Logical + (1UL << bits) - 1) >> bits;
            for (var chunk = first; chunk << bits < extent.LogicalEnd; chunk++)
                BinaryPrimitives.WriteUInt32LittleEndian(target[(int)(chunk * EntryBytes)..], extent.Physical + (uint)((chunk << bits) - extent.Logical));
        }
    }

    private static uint BlocksOf(in InodeRecord file) => (uint)((file.Size + Block.SizeBytes - 1) >> Block.Bits);
}
