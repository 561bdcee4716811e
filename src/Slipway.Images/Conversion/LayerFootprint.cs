using Slipway.Filesystems;

namespace Slipway.Images.Conversion;

/// <summary>
/// What one layer has made of the tree so far, so that a whiteout met late still spares it. Kept by inode: a bit for each inode the layer
/// created, a note for each lower directory it reached, and only where the layer gives a lower file one more name, that name.
/// <para>
/// Numbers of removed inodes are given out again within a layer. That is harmless: the new owner is of this layer too, and a created inode
/// is asked for nothing else.
/// </para>
/// </summary>
internal sealed class LayerFootprint
{
    private readonly List<ulong> _created = [];
    private readonly Dictionary<uint, Reach> _reached = [];
    private readonly Dictionary<uint, HashSet<ReadOnlyMemory<byte>>> _linked = [];

    /// <summary>How far the layer has taken hold of a directory that a lower layer made.</summary>
    [Flags]
    private enum Reach
    {
        /// <summary>The layer has something below it.</summary>
        Passed = 1,

        /// <summary>The layer has an entry for it, which set its attributes.</summary>
        Described = 2,

        /// <summary>Nothing of the lower layers is left in it.</summary>
        Emptied = 4,
    }

    public void MarkCreated(Inode inode)
    {
        int word = (int)(inode.Number >> 6);
        while (_created.Count <= word)
            _created.Add(0);
        _created[word] |= 1UL << (int)(inode.Number & 63);
    }

    public bool IsCreated(Inode inode)
    {
        int word = (int)(inode.Number >> 6);
        return word < _created.Count && (_created[word] >> (int)(inode.Number & 63) & 1) != 0;
    }

    /// <summary>Notes that the layer has something below a directory; false when that, and so the same of all its parents, was known.</summary>
    public bool MarkPassed(Inode directory) => !IsCreated(directory) && Mark(directory, Reach.Passed);

    public void MarkDescribed(Inode directory) => Mark(directory, Reach.Passed | Reach.Described);

    /// <summary>Notes that lower content is gone from a directory; false when it was already.</summary>
    public bool MarkEmptied(Inode directory) => Mark(directory, Reach.Emptied);

    /// <summary>True for a lower directory that the layer has something below or an entry for.</summary>
    public bool IsPassed(Inode directory) => (_reached.GetValueOrDefault(directory.Number) & Reach.Passed) != 0;

    public bool IsDescribed(Inode directory) => (_reached.GetValueOrDefault(directory.Number) & Reach.Described) != 0;

    /// <summary>Notes that the layer gave <paramref name="directory"/> this name for an inode that may be a lower one.</summary>
    public void MarkLinked(Inode directory, ReadOnlyMemory<byte> name)
    {
        if (IsCreated(directory))
            return;
        if (!_linked.TryGetValue(directory.Number, out HashSet<ReadOnlyMemory<byte>>? names))
            _linked.Add(directory.Number, names = new HashSet<ReadOnlyMemory<byte>>(NameComparer.Instance));
        names.Add(name);
    }

    public bool IsLinked(Inode directory, ReadOnlyMemory<byte> name) =>
        _linked.TryGetValue(directory.Number, out HashSet<ReadOnlyMemory<byte>>? names) && names.Contains(name);

    private bool Mark(Inode directory, Reach reach)
    {
        Reach before = _reached.GetValueOrDefault(directory.Number);
        _reached[directory.Number] = before | reach;
        return (before & reach) != reach;
    }
}
