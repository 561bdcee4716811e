using System.Buffers.Binary;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Ext4.Blocks;
using Slipway.Filesystems.Ext4.Layout;
using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems.Ext4.Extents;

/// <summary>
/// Writes extent trees bottom up and densely packed. A node is a header and entries of 12 bytes each (Linux fs/ext4/ext4_extents.h):
/// <code>
/// header  magic u16 F30A | entries u16 | capacity u16 | depth u16 | generation u32
/// leaf    logical u32 | length u16 | physical high u16 | physical low u32          depth 0
/// index   logical u32 | child low u32 | child high u16 | unused u16                depth ≥ 1
/// tail    crc32c u32 over all before it, in nodes that fill a block
/// </code>
/// The root stands in the inode with room for 4 entries, a block has room for 340.
/// </summary>
internal sealed class ExtentTreeWriter
{
    public const ushort Magic = 0xF30A;
    public const int EntryBytes = 12;
    public const int RootCapacity = (InodeLayout.BlockBytes - EntryBytes) / EntryBytes;
    public const int BlockCapacity = (Geometry.BlockSizeBytes - EntryBytes) / EntryBytes;
    private readonly ExtentStore _extents;
    private readonly BlockAllocator _allocator;
    private readonly BlockOutput _output;
    private readonly ChecksumSeed _seed;
    private readonly byte[] _block = new byte[Geometry.BlockSizeBytes];

    public ExtentTreeWriter(ExtentStore extents, BlockAllocator allocator, BlockOutput output, ChecksumSeed seed)
    {
        _extents = extents;
        _allocator = allocator;
        _output = output;
        _seed = seed;
    }

    /// <summary>The root of an inode whose extents all fit into it.</summary>
    public void WriteRoot(in InodeRecord inode, Span<byte> root)
    {
        var count = _extents.Count(inode);
        WriteHeader(root, count, RootCapacity, 0);
        for (var i = 0; i < count; i++)
            WriteLeafEntry(root[(EntryBytes * (i + 1))..], _extents.At(inode, i));
    }

    /// <summary>Writes the nodes below the root and returns the root; null when the inode has room for all extents.</summary>
    public ExtentTree? WriteNodes(uint number, in InodeRecord inode)
    {
        var count = _extents.Count(inode);
        if (count <= RootCapacity)
            return null;
        var seed = _seed.ForInode(number, 0);
        var level = new List<(uint Logical, uint Block)>();
        for (var i = 0; i < count; i += BlockCapacity)
        {
            var entries = Math.Min(BlockCapacity, count - i);
            StartNode(entries, 0);
            for (var k = 0; k < entries; k++)
                WriteLeafEntry(_block.AsSpan(EntryBytes * (k + 1)), _extents.At(inode, i + k));
            level.Add((_extents.At(inode, i).Logical, FinishNode(seed)));
        }

        var nodes = (uint)level.Count;
        ushort depth = 1;
        for (; level.Count > RootCapacity; depth++)
        {
            level = WriteIndexLevel(level, depth, seed);
            nodes += (uint)level.Count;
        }

        var root = new byte[InodeLayout.BlockBytes];
        WriteHeader(root, level.Count, RootCapacity, depth);
        for (var i = 0; i < level.Count; i++)
            WriteIndexEntry(root.AsSpan(EntryBytes * (i + 1)), level[i]);
        return new ExtentTree(root, nodes);
    }

    private List<(uint Logical, uint Block)> WriteIndexLevel(List<(uint Logical, uint Block)> below, ushort depth, uint seed)
    {
        var level = new List<(uint, uint)>();
        for (var i = 0; i < below.Count; i += BlockCapacity)
        {
            var entries = Math.Min(BlockCapacity, below.Count - i);
            StartNode(entries, depth);
            for (var k = 0; k < entries; k++)
                WriteIndexEntry(_block.AsSpan(EntryBytes * (k + 1)), below[i + k]);
            level.Add((below[i].Logical, FinishNode(seed)));
        }

        return level;
    }

    private void StartNode(int entries, ushort depth)
    {
        _block.AsSpan().Clear();
        WriteHeader(_block, entries, BlockCapacity, depth);
    }

    private uint FinishNode(uint seed)
    {
        const int Tail = EntryBytes * (BlockCapacity + 1);
        BinaryPrimitives.WriteUInt32LittleEndian(_block.AsSpan(Tail), Crc32C.Update(seed, _block.AsSpan(0, Tail)));
        var block = _allocator.TakeOne();
        _output.Write(block, _block);
        return block;
    }

    private static void WriteHeader(Span<byte> node, int entries, int capacity, ushort depth)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(node, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(node[2..], (ushort)entries);
        BinaryPrimitives.WriteUInt16LittleEndian(node[4..], (ushort)capacity);
        BinaryPrimitives.WriteUInt16LittleEndian(node[6..], depth);
    }

    private static void WriteLeafEntry(Span<byte> entry, Extent extent)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(entry, extent.Logical);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[4..], (ushort)extent.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], extent.Physical);
    }

    private static void WriteIndexEntry(Span<byte> entry, (uint Logical, uint Block) child)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(entry, child.Logical);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], child.Block);
    }
}
