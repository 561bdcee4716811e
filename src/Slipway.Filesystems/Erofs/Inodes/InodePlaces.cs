using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Erofs.Layout;

namespace Slipway.Filesystems.Erofs.Inodes;

/// <summary>
/// Gives inodes their places behind each other in the metadata blocks: on multiples of 32 bytes, none across the end of a block unless it is longer than one, which
/// then begins a block. 4 bytes for each inode.
/// </summary>
internal sealed class InodePlaces
{
    private readonly uint[] _nids;
    private long _end;

    /// <param name="highest">The highest number of an inode.</param>
    public InodePlaces(uint highest)
    {
        _nids = new uint[highest + 1];

        // No inode has the nid 0: a superblock says by it that it has no packed inode.
        _end = InodeLayout.SlotBytes;
    }

    /// <summary>Bytes in use, and 12 more: fsck.erofs 1.5 reads the header of extended attributes also behind an inode that has none, which may be the last.</summary>
    public long Bytes => _end + XattrBody.HeaderBytes;

    /// <summary>Of a number that was placed.</summary>
    public uint this[uint number] => _nids[number];

    /// <exception cref="FilesystemException">The metadata would exceed what nids reach.</exception>
    public void Place(uint number, in InodePlan plan)
    {
        var left = Block.SizeBytes - (int)(_end & (Block.SizeBytes - 1));
        if (plan.Bytes > left)
            _end += left;
        var nid = _end / InodeLayout.SlotBytes;
        if (nid > uint.MaxValue)
            throw new FilesystemException($"the metadata of the tree exceeds {(long)uint.MaxValue * InodeLayout.SlotBytes} bytes, the most this writer places");
        _nids[number] = (uint)nid;
        _end += (plan.Bytes + InodeLayout.SlotBytes - 1) / InodeLayout.SlotBytes * InodeLayout.SlotBytes;
    }
}
