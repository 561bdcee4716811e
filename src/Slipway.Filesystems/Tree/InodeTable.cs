namespace Slipway.Filesystems.Tree;

/// <summary>All inodes by number. Freed numbers are given out again, the last freed first, so that the table stays dense.</summary>
internal sealed class InodeTable
{
    private readonly ChunkedArray<InodeRecord> _records = new();
    private readonly Stack<uint> _free = new();
    private readonly uint _first;
    private readonly uint _maximum;

    /// <param name="first">The first number that is given out; those before it are reserved.</param>
    /// <param name="maximum">How many are given out at most.</param>
    public InodeTable(uint first, uint maximum)
    {
        _first = first;
        _maximum = maximum;
        while (_records.Count < first)
            _records.Add();
    }

    /// <summary>The highest number ever given out.</summary>
    public uint Highest => _records.Count - 1;

    /// <summary>Numbers in use, reserved ones included.</summary>
    public uint Used => Highest - (uint)_free.Count;

    /// <summary>The record of any number up to <see cref="Highest"/>.</summary>
    public ref InodeRecord this[uint number] => ref _records[number];

    public ref InodeRecord Require(Inode inode)
    {
        if (inode.Number == 0 || inode.Number > Highest || _records[inode.Number].IsFree)
            throw new FilesystemException($"inode {inode.Number} is not in the tree: it was removed or never created by this writer");
        return ref _records[inode.Number];
    }

    public uint Allocate(ushort mode, in Attributes attributes)
    {
        if (Used - (_first - 1) >= _maximum && _free.Count == 0)
            throw new FilesystemException($"the tree has {_maximum} inodes already, the most that the writer's options allow (MaximumInodes)");
        var number = _free.TryPop(out var reused) ? reused : _records.Add();
        ref var record = ref _records[number];
        record = default;
        record.Mode = mode;
        Set(ref record, attributes);
        return number;
    }

    /// <summary>Makes <paramref name="number"/>, one of the reserved inodes, a directory: the root.</summary>
    public void Claim(uint number, in Attributes attributes)
    {
        ref var record = ref _records[number];
        record.Mode = FileMode.Directory;
        record.Parent = number;
        record.Links = 2;
        Set(ref record, attributes);
    }

    public void Free(uint number)
    {
        _records[number] = default;
        _free.Push(number);
    }

    public static void Set(ref InodeRecord record, in Attributes attributes)
    {
        if (attributes.MtimeNanoseconds > 999_999_999)
            throw new FilesystemException($"modification time with {attributes.MtimeNanoseconds} ns: a second has 1 000 000 000");
        record.Mode = (ushort)(record.Mode & FileMode.TypeMask | attributes.Mode & FileMode.PermissionMask);
        record.Uid = attributes.Uid;
        record.Gid = attributes.Gid;
        record.MtimeSeconds = attributes.MtimeSeconds;
        record.MtimeNanoseconds = attributes.MtimeNanoseconds;
    }
}
