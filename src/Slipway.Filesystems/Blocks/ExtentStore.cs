using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems.Blocks;

/// <summary>The extents of all inodes: the first in the inode's record, a list only for the few that have more.</summary>
internal sealed class ExtentStore
{
    private readonly List<List<Extent>> _lists = [[]];
    private readonly Stack<int> _free = new();

    public static bool IsEmpty(in InodeRecord inode) => inode.First.Length == 0;

    /// <summary>The first file block after all that have a place; 0 when none has.</summary>
    public uint LogicalEnd(in InodeRecord inode) => Last(inode).LogicalEnd;

    public Extent Last(in InodeRecord inode) => inode.ExtentList == 0 ? inode.First : _lists[inode.ExtentList][^1];

    public int Count(in InodeRecord inode) =>
        inode.ExtentList != 0 ? _lists[inode.ExtentList].Count : IsEmpty(inode) ? 0 : 1;

    public Extent At(in InodeRecord inode, int index) => inode.ExtentList == 0 ? inode.First : _lists[inode.ExtentList][index];

    /// <summary>Adds a run behind all others, joining it to the last where both sides continue.</summary>
    public void Append(ref InodeRecord inode, Extent run)
    {
        if (IsEmpty(inode))
        {
            inode.First = Cut(ref run);
        }
        else
        {
            var last = Last(inode);
            if (last.LogicalEnd == run.Logical && last.PhysicalEnd == run.Physical && last.Length < Extent.MaximumLength)
            {
                var joined = Math.Min(run.Length, Extent.MaximumLength - last.Length);
                SetLast(ref inode, last with { Length = last.Length + joined });
                run = new Extent(run.Logical + joined, run.Physical + joined, run.Length - joined);
            }
        }

        while (run.Length > 0)
            ListOf(ref inode).Add(Cut(ref run));
    }

    /// <summary>Gives the blocks of an inode back.</summary>
    public void Free(ref InodeRecord inode, FreeExtents freed)
    {
        for (var i = 0; i < Count(inode); i++)
        {
            var extent = At(inode, i);
            freed.Add(extent.Physical, extent.Length);
        }

        inode.First = default;
        if (inode.ExtentList == 0)
            return;
        _lists[inode.ExtentList] = [];
        _free.Push(inode.ExtentList);
        inode.ExtentList = 0;
    }

    private static Extent Cut(ref Extent run)
    {
        var length = Math.Min(run.Length, Extent.MaximumLength);
        var cut = run with { Length = length };
        run = new Extent(run.Logical + length, run.Physical + length, run.Length - length);
        return cut;
    }

    private void SetLast(ref InodeRecord inode, Extent last)
    {
        if (inode.ExtentList == 0)
            inode.First = last;
        else
            _lists[inode.ExtentList][^1] = last;
    }

    private List<Extent> ListOf(ref InodeRecord inode)
    {
        if (inode.ExtentList == 0)
        {
            if (!_free.TryPop(out var index))
            {
                index = _lists.Count;
                _lists.Add([]);
            }

            inode.ExtentList = index;
            _lists[index].Add(inode.First);
        }

        return _lists[inode.ExtentList];
    }
}
