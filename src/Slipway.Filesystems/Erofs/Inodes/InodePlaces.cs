using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Erofs.Layout;
using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems.Erofs.Inodes;

/// <summary>
/// Where inodes are: the root beside the superblock, those with the end of a file where content put them (<see cref="EarlyInodes"/>), the others behind each other in
/// the last blocks: on multiples of 32 bytes, none across the end of a block unless it is longer than one, which then begins a block. 4 bytes for each inode.
/// </summary>
internal sealed class InodePlaces(InodeTable inodes)
{
    private readonly uint[] _slots = new uint[inodes.Highest + 1];
    private long _end;
    private uint _first;

    /// <summary>The nid of an inode; of others than the early ones once <see cref="Begin"/> was called.</summary>
    public uint this[uint number]
    {
        get
        {
            ref var record = ref inodes[number];
            if (number == ErofsWriter.RootNumber)
                return InodeLayout.NidOf(Superblock.RootOffset);
            return record.IsRegular && record.Nid != 0 ? record.Nid : _first + _slots[number];
        }
    }

    /// <summary>
    /// Blocks that the last inodes take, and 12 bytes behind them: fsck.erofs 1.5 reads the header of extended attributes also behind an inode that has none.
    /// </summary>
    public uint Blocks => Block.CountFor(_end + XattrBody.HeaderBytes);

    /// <summary>Gives an inode that is neither the root nor an early one its place behind the last.</summary>
    public void Place(uint number, in InodePlan plan)
    {
        var left = Block.SizeBytes - (int)(_end & (Block.SizeBytes - 1));
        if (plan.Bytes > left)
            _end += left;
        _slots[number] = (uint)(_end / InodeLayout.SlotBytes);
        _end += (plan.Bytes + InodeLayout.SlotBytes - 1) & -InodeLayout.SlotBytes;
    }

    /// <summary>The last inodes are in the blocks from this one on.</summary>
    public void Begin(uint block) => _first = InodeLayout.NidOf((long)block << Block.Bits);
}
