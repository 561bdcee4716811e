using Slipway.Filesystems;
using Slipway.Images.Conversion;

namespace Slipway.Images.Rootfs;

/// <summary>
/// Looks at layers one above the other, each converted for itself, and finds where overlayfs would show something else than applying them in order gives:
/// <code>
/// directory without an entry of its own    has the attributes that the layers below give it: a directory of the machine's writable layer says so
/// the same, and below is a symbolic link   what the layer has in it belongs where the link leads: the layer has to be merged with those below
/// directory with nothing but markers       must not come to be where there is none below: the same
/// whiteout in a directory of one layer     would be shown: a directory of the machine's writable layer makes it a merged one
/// root                                     has the attributes of the topmost layer that describes it
/// opaque root                              hides the layers below: they are left out
/// empty layer                              is left out
/// </code>
/// For one use.
/// </summary>
internal sealed class RootfsStack
{
    /// <summary>More would cost each start more than merging costs once.</summary>
    private const int MaxDirectories = 1024;

    private readonly IReadOnlyList<StackedLayer> _layers;
    private readonly List<int> _shown;
    private readonly List<HashSet<ReadOnlyMemory<byte>>> _undescribed;
    private readonly OverlayTree _tree;
    private readonly SortedDictionary<byte[], RootfsDirectory> _directories = new(Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)));
    private bool _isComplete;

    /// <param name="layers">From the lowest to the topmost; their files stay the caller's.</param>
    public RootfsStack(IReadOnlyList<StackedLayer> layers)
    {
        _layers = layers;
        int lowest = Math.Max(0, layers.ToList().FindLastIndex(layer => layer.Facts.HidesAllBelow));
        _shown = [.. Enumerable.Range(lowest, layers.Count - lowest).Where(i => layers[i].Tree is not null)];
        _tree = new OverlayTree([.. _shown.Select(i => layers[i].Tree!)]);
        _undescribed = [.. _shown.Select(i => UndescribedOf(layers[i].Facts))];
    }

    /// <summary>The layers that are shown, ascending.</summary>
    public IReadOnlyList<int> Shown => _shown;

    /// <summary>The topmost layer that has to be merged with all below it; null when the stack shows what it should.</summary>
    public int? FindConflict()
    {
        try
        {
            return ConflictOfPaths() ?? (Directories().Count > MaxDirectories ? _shown[^1] : null);
        }
        catch (InexpressibleException)
        {
            return _shown[^1];
        }
    }

    /// <summary>What a machine's writable layer must have; only of a stack without conflict.</summary>
    public IReadOnlyList<RootfsDirectory> Directories()
    {
        if (_isComplete)
            return [.. _directories.Values];
        _isComplete = true;
        if (_layers.LastOrDefault(layer => layer.Facts.DescribesRoot) is { Tree: { } tree })
            Add([], tree, tree.Root);
        foreach (ReadOnlyMemory<byte> path in _undescribed.SelectMany(paths => paths))
        {
            if (_tree.Find(path, _shown.Count) is { Type: InodeType.Directory } shown && _undescribed[shown.Layer].Contains(path) && Describer(path, shown.Layer) is not null)
                AddWithParents(path);
        }

        foreach (byte[] path in _shown.SelectMany(i => _layers[i].Facts.HidingDirectories))
        {
            if (_tree.Find(path, _shown.Count) is { Type: InodeType.Directory, Merged.Count: 1 })
                AddWithParents(path);
        }

        return [.. _directories.Values];
    }

    private int? ConflictOfPaths()
    {
        for (int position = _shown.Count - 1; position >= 0; position--)
        {
            foreach (ImplicitDirectory directory in _layers[_shown[position]].Facts.ImplicitDirectories)
            {
                InodeType? below = position == 0 ? null : _tree.Find(directory.Path, position)?.Type;
                if (below == InodeType.SymbolicLink || (directory.HidesOnly && below != InodeType.Directory))
                    return _shown[position];
            }
        }

        return null;
    }

    private static HashSet<ReadOnlyMemory<byte>> UndescribedOf(LayerFacts facts) =>
        new(facts.ImplicitDirectories.Where(directory => !directory.IsDescribed).Select(directory => (ReadOnlyMemory<byte>)directory.Path), NameComparer.Instance);

    private void AddWithParents(ReadOnlyMemory<byte> path)
    {
        for (int end = path.Span.IndexOf((byte)'/'); end >= 0; end = path.Span[(end + 1)..].IndexOf((byte)'/') is var next and >= 0 ? end + 1 + next : -1)
            Add(path[..end]);
        Add(path);
    }

    private void Add(ReadOnlyMemory<byte> path)
    {
        byte[] key = path.ToArray();
        if (_directories.ContainsKey(key) || _tree.Find(path, _shown.Count) is not { } shown)
            return;
        OverlayEntry described = _undescribed[shown.Layer].Contains(path) ? Describer(path, shown.Layer) ?? shown : shown;
        Add(key, _tree.LayerOf(described), described.Inode);
    }

    private void Add(byte[] path, IFilesystemReader layer, Inode directory)
    {
        Attributes attributes = layer.StatOf(directory).Attributes;
        var xattrs = layer.XattrsOf(directory).Where(xattr => !xattr.Name.Span.SequenceEqual(OverlayForm.OpaqueName));
        _directories.Add(path, new RootfsDirectory(
            path, attributes.Mode, attributes.Uid, attributes.Gid, attributes.MtimeSeconds, attributes.MtimeNanoseconds,
            [.. xattrs.Select(xattr => new RootfsXattr(xattr.Name.ToArray(), xattr.Value.ToArray()))]));
    }

    /// <summary>The topmost directory by the path, below a layer, whose attributes some entry gave it.</summary>
    private OverlayEntry? Describer(ReadOnlyMemory<byte> path, int below)
    {
        while (below > 0 && _tree.Find(path, below) is { Type: InodeType.Directory } found)
        {
            if (!_undescribed[found.Layer].Contains(path))
                return found;
            below = found.Layer;
        }

        return null;
    }
}
