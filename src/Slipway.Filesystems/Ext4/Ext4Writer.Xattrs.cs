using System.Buffers.Binary;
using Slipway.Filesystems.Ext4.Layout;
using Slipway.Filesystems.Ext4.Xattrs;

namespace Slipway.Filesystems.Ext4;

/// <content>Extended attributes.</content>
public sealed partial class Ext4Writer
{
    /// <summary>The blocks of the inodes that need one.</summary>
    private readonly Dictionary<uint, uint> _xattrBlocks = [];

    private void WriteXattrBlock(uint number, Span<byte> scratch)
    {
        if (XattrPlaces.Split(Xattrs.Of(number)) is not { InBlock: { Count: > 0 } attributes })
            return;
        var block = _allocator.TakeOne();
        XattrBlock.Write(scratch, attributes, block, _seed);
        _output.Write(block, scratch);
        _xattrBlocks.Add(number, block);
    }

    /// <summary>Fills the inode's own room and names its block; returns the blocks, 0 or 1.</summary>
    private uint WriteXattrs(uint number, Span<byte> inode)
    {
        if (Xattrs.Of(number) is not { Count: > 0 } attributes)
            return 0;
        var inInode = XattrPlaces.Split(attributes).InInode;
        if (inInode.Count > 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(inode[InodeLayout.XattrOffset..], XattrBlock.Magic);
            XattrRegion.Write(inode[(InodeLayout.XattrOffset + sizeof(uint))..], inInode, 0, hashed: false);
        }

        var block = _xattrBlocks.GetValueOrDefault(number);
        BinaryPrimitives.WriteUInt32LittleEndian(inode[InodeLayout.XattrBlockOffset..], block);
        return block == 0 ? 0u : 1;
    }
}
