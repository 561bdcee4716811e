using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Ext4.Layout;

namespace Slipway.Filesystems.Ext4.Blocks;

/// <summary>
/// Hands out device blocks: from what removed files gave back when it fits, else from the end of what is in use. Steps over the
/// places where superblock and descriptors (or their copies) will stand; how many descriptors there will be is known only at the end,
/// so room for the largest allowed filesystem is kept.
/// </summary>
internal sealed class BlockAllocator : IBlockAllocator
{
    private readonly uint[] _copies;
    private readonly uint _reserved;
    private readonly uint _limit;
    private int _nextCopy;

    /// <param name="maximumBlocks">The filesystem never grows beyond this.</param>
    public BlockAllocator(uint maximumBlocks)
    {
        _limit = maximumBlocks;
        var groups = Geometry.DivideUp(maximumBlocks, Geometry.BlocksPerGroup);
        _reserved = 1 + Geometry.DivideUp(groups, Geometry.DescriptorsPerBlock);
        _copies = [.. GroupsWithSuperblock(groups).Select(static group => group * Geometry.BlocksPerGroup)];
        StepOverCopy();
    }

    /// <inheritdoc/>
    public FreeExtents Freed { get; } = new();

    /// <summary>Blocks passed over so that a run could lie together; never written.</summary>
    public List<(uint Start, uint Length)> Gaps { get; } = [];

    /// <summary>The first block after all that is in use.</summary>
    public uint End { get; private set; }

    private uint RunEnd => _nextCopy < _copies.Length ? _copies[_nextCopy] : _limit;

    public static IEnumerable<uint> GroupsWithSuperblock(uint groups)
    {
        if (groups > 1)
            yield return 0;
        var powers = new SortedSet<uint> { groups > 1 ? 1u : 0u };
        foreach (var radix in (uint[])[3, 5, 7])
        {
            for (ulong power = radix; power < groups; power *= radix)
                powers.Add((uint)power);
        }

        foreach (var group in powers)
            yield return group;
    }

    /// <summary>A block: ext4 maps each by itself.</summary>
    public uint UnitOf(uint blocks) => 1;

    /// <summary>Takes up to <paramref name="wanted"/> blocks from the end; fewer when a copy of the superblock stands in the way.</summary>
    public uint TakeFromEnd(uint wanted, out uint start)
    {
        var available = RunEnd - End;
        if (available == 0)
            throw Full();
        start = End;
        var taken = Math.Min(wanted, available);
        End += taken;
        StepOverCopy();
        return taken;
    }

    /// <summary>Takes blocks that lie together and were never written.</summary>
    public uint TakeTogether(uint length)
    {
        while (RunEnd - End < length)
        {
            if (_nextCopy == _copies.Length)
                throw Full();
            Gaps.Add((End, RunEnd - End));
            End = RunEnd;
            StepOverCopy();
        }

        TakeFromEnd(length, out var start);
        return start;
    }

    /// <summary>Takes one block for metadata, from what was freed if possible.</summary>
    public uint TakeOne()
    {
        if (!Freed.TryTake(1, out var start))
            TakeFromEnd(1, out start);
        return start;
    }

    /// <summary>
    /// All free runs before <see cref="End"/>, lowest first: what was freed, what was passed over, and what of the room kept for
    /// descriptors a filesystem with this many groups does not need.
    /// </summary>
    /// <param name="groups">Groups of the finished filesystem.</param>
    /// <param name="copyBlocks">Blocks that superblock and descriptors take at the start of a group.</param>
    public IEnumerable<(uint Start, uint Length)> FreeBelowEnd(uint groups, uint copyBlocks)
    {
        var unneeded = GroupsWithSuperblock(groups)
            .Select(static group => group * Geometry.BlocksPerGroup)
            .Where(start => start < End)
            .Select(start => (Start: start + copyBlocks, Length: _reserved - copyBlocks))
            .Where(static run => run.Length > 0);
        return Freed.InOrder().Concat(Gaps).Concat(unneeded).OrderBy(static run => run.Start);
    }

    public Mark Save() => new(End, _nextCopy, Gaps.Count);

    /// <summary>Undoes what was taken from the end since <paramref name="mark"/>.</summary>
    public void Restore(Mark mark)
    {
        (End, _nextCopy, var gaps) = mark;
        Gaps.RemoveRange(gaps, Gaps.Count - gaps);
    }

    private void StepOverCopy()
    {
        if (_nextCopy < _copies.Length && End == _copies[_nextCopy])
        {
            End += _reserved;
            _nextCopy++;
        }
    }

    private FilesystemException Full() => new(
        $"the tree needs more than {(long)_limit << Geometry.BlockBits} bytes, the largest image that the writer's options allow "
        + "(MaximumSizeBytes)");

    /// <summary>A state to return to.</summary>
    internal readonly record struct Mark(uint End, int NextCopy, int Gaps);
}
