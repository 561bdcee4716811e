using Slipway.Filesystems.Blocks;

namespace Slipway.Filesystems.Erofs.Blocks;

/// <summary>Hands out the blocks of an image behind the superblock's: from what removed files gave back where it fits, else from the end.</summary>
/// <param name="maximumBlocks">The image never grows beyond this.</param>
internal sealed class BlockSpace(uint maximumBlocks) : IBlockAllocator
{
    /// <summary>Entries in the map of a sparse file: 4 MiB for one that has data all over, whatever its size.</summary>
    private const uint MaximumUnits = 1 << 20;

    /// <inheritdoc/>
    public FreeExtents Freed { get; } = new();

    /// <summary>The first block after all that is in use.</summary>
    public uint End { get; private set; } = 1;

    /// <inheritdoc/>
    public uint UnitOf(uint blocks)
    {
        var unit = 1u;
        while (blocks / unit > MaximumUnits)
            unit *= 2;
        return unit;
    }

    /// <inheritdoc/>
    public uint TakeFromEnd(uint wanted, out uint start)
    {
        if (wanted > maximumBlocks - End)
        {
            throw new FilesystemException(
                $"the tree needs more than {(long)maximumBlocks << Block.Bits} bytes, the largest image that the writer's options (MaximumSizeBytes) and the numbers of inodes allow");
        }

        start = End;
        End += wanted;
        return wanted;
    }

    /// <summary>Takes blocks that lie together; what they held is still there.</summary>
    public uint TakeTogether(uint length)
    {
        if (!Freed.TryTake(length, out var start))
            TakeFromEnd(length, out start);
        return start;
    }
}
