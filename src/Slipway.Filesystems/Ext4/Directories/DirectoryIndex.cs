using System.Buffers.Binary;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Ext4.Layout;

namespace Slipway.Filesystems.Ext4.Directories;

/// <summary>
/// The blocks of a directory's index (Linux fs/ext4/namei.c, struct dx_root and dx_node). To a reader that knows no index they are
/// blocks of unused entries, the root with "." and "..".
/// <code>
/// root  entry "." of 12 bytes | entry ".." to the end of the block | 0 u32 | hash version u8 | 8 u8 | levels below u8 | 0 u8 | children
/// node  unused entry of 8 bytes to the end of the block | children
/// children  limit u16 | count u16 | block u32 | then, count - 1 times,  hash u32 | block u32
/// tail      0 u32 | crc32c u32, at the end of the block
/// </code>
/// A child holds the hashes from its own on; the lowest bit says that the hash begins in the child before.
/// </summary>
internal static class DirectoryIndex
{
    public const int RootChildrenOffset = 32;
    public const int NodeChildrenOffset = 8;
    public const int ChildBytes = 8;
    public const int TailBytes = 8;
    public const int RootCapacity = (Geometry.BlockSizeBytes - RootChildrenOffset - TailBytes) / ChildBytes;
    public const int NodeCapacity = (Geometry.BlockSizeBytes - NodeChildrenOffset - TailBytes) / ChildBytes;

    /// <summary>Leaves under a root and one level of nodes: all that a kernel reads without the large_dir feature.</summary>
    public const int MaximumLeaves = RootCapacity * NodeCapacity;
    private const int DotBytes = 12;
    private const byte InfoBytes = 8;

    /// <summary>Fills a block with the root.</summary>
    /// <param name="levels">0 when the children are leaves, 1 when they are nodes.</param>
    public static void WriteRoot(
        Span<byte> block, (uint Self, uint Parent) inodes, byte levels, ReadOnlySpan<DirectoryIndexChild> children, uint inodeSeed)
    {
        block.Clear();
        var type = Tree.FileMode.EntryTypeOf(Tree.FileMode.Directory);
        DirectoryBlock.WriteEntry(block, inodes.Self, DotBytes, type, "."u8);
        DirectoryBlock.WriteEntry(block[DotBytes..], inodes.Parent, Geometry.BlockSizeBytes - DotBytes, type, ".."u8);
        block[28] = Superblock.HalfMd4;
        block[29] = InfoBytes;
        block[30] = levels;
        WriteChildren(block, RootChildrenOffset, RootCapacity, children, inodeSeed);
    }

    /// <summary>Fills a block with a node whose children are leaves.</summary>
    public static void WriteNode(Span<byte> block, ReadOnlySpan<DirectoryIndexChild> children, uint inodeSeed)
    {
        block.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(block[4..], Geometry.BlockSizeBytes);
        WriteChildren(block, NodeChildrenOffset, NodeCapacity, children, inodeSeed);
    }

    /// <summary>ext4_dx_csum: over what comes before the children and those that are in use, then the tail with the checksum as zero.</summary>
    public static uint Checksum(ReadOnlySpan<byte> block, int childrenOffset, int count, uint inodeSeed)
    {
        var crc = Crc32C.Update(inodeSeed, block[..(childrenOffset + count * ChildBytes)]);
        crc = Crc32C.Update(crc, block.Slice(block.Length - TailBytes, sizeof(uint)));
        return Crc32C.Update(crc, 0u);
    }

    private static void WriteChildren(
        Span<byte> block, int offset, int capacity, ReadOnlySpan<DirectoryIndexChild> children, uint inodeSeed)
    {
        for (var i = 0; i < children.Length; i++)
        {
            var child = block[(offset + i * ChildBytes)..];
            BinaryPrimitives.WriteUInt32LittleEndian(child, children[i].Hash);
            BinaryPrimitives.WriteUInt32LittleEndian(child[4..], children[i].Block);
        }

        // The first child's hash is known: it is where the parent said that this block begins.
        BinaryPrimitives.WriteUInt16LittleEndian(block[offset..], (ushort)capacity);
        BinaryPrimitives.WriteUInt16LittleEndian(block[(offset + 2)..], (ushort)children.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(block[^4..], Checksum(block, offset, children.Length, inodeSeed));
    }
}
