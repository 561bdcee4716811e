using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems.Ext4.Blocks;

/// <summary>Appends single blocks to an inode at the end: directories and long link targets.</summary>
internal sealed class BlockSequence(ExtentStore extents, BlockAllocator allocator, BlockOutput output)
{
    public uint LogicalEnd(in InodeRecord inode) => extents.LogicalEnd(inode);

    public void Append(ref InodeRecord inode, ReadOnlySpan<byte> block)
    {
        var place = allocator.TakeOne();
        output.Write(place, block);
        extents.Append(ref inode, new Extent(extents.LogicalEnd(inode), place, 1));
    }
}
