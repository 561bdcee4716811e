using Slipway.Filesystems.Ext4.Blocks;
using Slipway.Filesystems.Ext4.Layout;
using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems.Ext4.Directories;

/// <summary>
/// Writes the entries of directories to blocks: in the order in which they were created if one block is enough, else behind an index,
/// in the order of their hashes, so that finding a name reads two or three blocks in a directory of any size.
/// </summary>
internal sealed class DirectoryWriter
{
    private static readonly byte _directoryType = Tree.FileMode.EntryTypeOf(Tree.FileMode.Directory);
    private readonly InodeTable _inodes;
    private readonly EntryTable _entries;
    private readonly BlockSequence _blocks;
    private readonly ChecksumSeed _seed;
    private readonly HalfMd4 _hash;
    private readonly DirectoryBlock _block = new();

    public DirectoryWriter(InodeTable inodes, EntryTable entries, BlockSequence blocks, ChecksumSeed seed, HalfMd4 hash)
    {
        _inodes = inodes;
        _entries = entries;
        _blocks = blocks;
        _seed = seed;
        _hash = hash;
    }

    public void Write(uint number)
    {
        ref var directory = ref _inodes[number];
        if (FitsOneBlock(directory))
            WriteOneBlock(number, ref directory);
        else
            WriteIndexed(number, ref directory);
        directory.Size = (long)_blocks.LogicalEnd(directory) << Geometry.BlockBits;
    }

    private bool FitsOneBlock(in InodeRecord directory)
    {
        var used = DirectoryBlock.RecordBytes(1) + DirectoryBlock.RecordBytes(2);
        for (var index = directory.FirstEntry; index != 0 && used <= DirectoryBlock.RoomBytes; index = _entries[index].Next)
            used += DirectoryBlock.RecordBytes(_entries[index].NameLength);
        return used <= DirectoryBlock.RoomBytes;
    }

    private void WriteOneBlock(uint number, ref InodeRecord directory)
    {
        _block.Add(number, _directoryType, "."u8);
        _block.Add(directory.Parent, _directoryType, ".."u8);
        for (var index = directory.FirstEntry; index != 0; index = _entries[index].Next)
            Add(index);
        _blocks.Append(ref directory, _block.Finish(_seed.ForInode(number, 0)));
    }

    private void Add(uint index)
    {
        ref var entry = ref _entries[index];
        _block.Add(entry.Child, Tree.FileMode.EntryTypeOf(_inodes[entry.Child].Mode), _entries.NameOf(entry));
    }

    private void WriteIndexed(uint number, ref InodeRecord directory)
    {
        var entries = SortedEntriesOf(directory);
        var leaves = LeavesOf(entries);
        if (leaves.Length > DirectoryIndex.MaximumLeaves)
        {
            throw new FilesystemException(
                $"directory inode {number} with {entries.Count} entries needs {leaves.Length} blocks; its index reaches {DirectoryIndex.MaximumLeaves}");
        }

        var seed = _seed.ForInode(number, 0);
        WriteIndex(number, ref directory, leaves, seed);
        foreach (var entry in entries)
        {
            if (!_block.HasRoomFor(_entries[entry.Entry].NameLength))
                _blocks.Append(ref directory, _block.Finish(seed));
            Add(entry.Entry);
        }

        _blocks.Append(ref directory, _block.Finish(seed));
    }

    private List<HashedEntry> SortedEntriesOf(in InodeRecord directory)
    {
        var entries = new List<HashedEntry>();
        for (var index = directory.FirstEntry; index != 0; index = _entries[index].Next)
            entries.Add(new HashedEntry(_hash.Of(_entries.NameOf(_entries[index])), index));

        // The name decides between equal hashes: the sort is not stable, the image has to be.
        entries.Sort((left, right) => left.Hash != right.Hash
            ? left.Hash.CompareTo(right.Hash)
            : _entries.NameOf(_entries[left.Entry]).SequenceCompareTo(_entries.NameOf(_entries[right.Entry])));
        return entries;
    }

    /// <summary>The leaves that the entries will fill, numbered from 0.</summary>
    private DirectoryIndexChild[] LeavesOf(List<HashedEntry> entries)
    {
        var leaves = new List<DirectoryIndexChild>();
        var used = DirectoryBlock.RoomBytes;
        var previous = uint.MaxValue;
        foreach (var entry in entries)
        {
            var length = DirectoryBlock.RecordBytes(_entries[entry.Entry].NameLength);
            var hash = (uint)(entry.Hash >> 32);
            if (used + length > DirectoryBlock.RoomBytes)
            {
                leaves.Add(new DirectoryIndexChild(hash == previous ? hash | 1 : hash, (uint)leaves.Count));
                used = 0;
            }

            used += length;
            previous = hash;
        }

        return [.. leaves];
    }

    /// <summary>The root, then the nodes, if one level is not enough; the leaves follow them.</summary>
    private void WriteIndex(uint number, ref InodeRecord directory, DirectoryIndexChild[] leaves, uint seed)
    {
        var nodeCount = leaves.Length <= DirectoryIndex.RootCapacity
            ? 0
            : (int)Geometry.DivideUp((uint)leaves.Length, DirectoryIndex.NodeCapacity);
        for (var i = 0; i < leaves.Length; i++)
            leaves[i] = leaves[i] with { Block = (uint)(1 + nodeCount + i) };
        var nodes = leaves.Chunk(DirectoryIndex.NodeCapacity).Take(nodeCount).ToArray();
        var children = nodeCount == 0
            ? leaves
            : [.. nodes.Select(static (node, i) => new DirectoryIndexChild(node[0].Hash, (uint)(1 + i)))];
        var block = new byte[Geometry.BlockSizeBytes];
        DirectoryIndex.WriteRoot(block, (number, directory.Parent), nodeCount == 0 ? (byte)0 : (byte)1, children, seed);
        _blocks.Append(ref directory, block);
        foreach (var node in nodes)
        {
            DirectoryIndex.WriteNode(block, node, seed);
            _blocks.Append(ref directory, block);
        }
    }
}
