using Slipway.Ext4.Blocks;
using Slipway.Ext4.Layout;
using Slipway.Ext4.Tree;

namespace Slipway.Ext4.Directories;

/// <summary>Writes the entries of directories to blocks, in the order in which they were created.</summary>
internal sealed class DirectoryWriter
{
    private readonly InodeTable _inodes;
    private readonly EntryTable _entries;
    private readonly BlockSequence _blocks;
    private readonly ChecksumSeed _seed;
    private readonly DirectoryBlock _block = new();

    public DirectoryWriter(InodeTable inodes, EntryTable entries, BlockSequence blocks, ChecksumSeed seed)
    {
        _inodes = inodes;
        _entries = entries;
        _blocks = blocks;
        _seed = seed;
    }

    public void Write(uint number)
    {
        ref var directory = ref _inodes[number];
        var seed = _seed.ForInode(number, 0);
        var type = Layout.FileMode.EntryTypeOf(Layout.FileMode.Directory);
        _block.Add(number, type, "."u8);
        _block.Add(directory.Parent, type, ".."u8);
        for (var index = directory.FirstEntry; index != 0; index = _entries[index].Next)
        {
            ref var entry = ref _entries[index];
            if (!_block.HasRoomFor(entry.NameLength))
                _blocks.Append(ref directory, _block.Finish(seed));
            _block.Add(entry.Child, Layout.FileMode.EntryTypeOf(_inodes[entry.Child].Mode), _entries.NameOf(entry));
        }

        _blocks.Append(ref directory, _block.Finish(seed));
        directory.Size = (long)_blocks.LogicalEnd(directory) << Geometry.BlockBits;
    }
}
