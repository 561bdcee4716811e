using Slipway.Filesystems;
using Slipway.Images.Conversion;

namespace Slipway.Images.Rootfs;

/// <summary>
/// What overlayfs shows of a stack of layers, path by path or directory by directory. Directories on the way of a path are remembered, as many as memory is given
/// for, so that questions in the order of a walk cost no more than reading each once. For one thread; the readers' files stay the caller's.
/// </summary>
/// <param name="layers">From the lowest to the topmost.</param>
internal sealed class OverlayTree(IReadOnlyList<IFilesystemReader> layers)
{
    /// <summary>Names that are remembered; about 100 bytes each.</summary>
    private const int MaxRemembered = 500_000;

    /// <summary>Names that are read for all questions together: some seconds, for layers that want it to take hours.</summary>
    private const long MaxRead = 20_000_000;

    private readonly Dictionary<(int Layer, Inode Directory), Dictionary<ReadOnlyMemory<byte>, Inode>> _directories = [];
    private int _remembered;
    private long _read;

    /// <summary>The root.</summary>
    /// <param name="below">Layers from this one on do not count; at least one is left.</param>
    public OverlayEntry Root(int below)
    {
        var merged = Enumerable.Range(0, below).Reverse().Select(layer => (layer, layers[layer].Root)).ToList();
        return new OverlayEntry(below - 1, merged[0].Root, InodeType.Directory, merged);
    }

    /// <summary>What a path shows in the layers below a given one; null when it is in none.</summary>
    /// <param name="path">Names with "/" between them; empty is the root.</param>
    /// <param name="below">Layers from this one on do not count; at least one is left.</param>
    /// <exception cref="InexpressibleException">The questions so far took too long.</exception>
    public OverlayEntry? Find(ReadOnlyMemory<byte> path, int below)
    {
        OverlayEntry? entry = Root(below);
        while (!path.IsEmpty && entry is { Type: InodeType.Directory })
        {
            int slash = path.Span.IndexOf((byte)'/');
            entry = Lookup(entry, slash < 0 ? path : path[..slash]);
            path = slash < 0 ? default : path[(slash + 1)..];
        }

        return path.IsEmpty ? entry : null;
    }

    /// <summary>What is in a directory, in no order. Nothing of it is remembered.</summary>
    public IEnumerable<(ReadOnlyMemory<byte> Name, OverlayEntry Entry)> ChildrenOf(OverlayEntry directory)
    {
        Dictionary<ReadOnlyMemory<byte>, Found> names = new(NameComparer.Instance);
        foreach ((int layer, Inode inode) in directory.Merged)
        {
            foreach ((ReadOnlyMemory<byte> name, Inode child) in layers[layer].EntriesOf(inode))
            {
                if (!names.TryGetValue(name, out Found? found))
                    names.Add(name.ToArray(), found = new Found());
                Add(found, layer, child);
            }
        }

        return names.Where(name => name.Value.Merged.Count > 0).Select(name => (name.Key, name.Value.ToEntry()));
    }

    /// <summary>The layer in which an entry is.</summary>
    public IFilesystemReader LayerOf(OverlayEntry entry) => layers[entry.Layer];

    /// <summary>The extended attributes of an entry, without overlayfs's own.</summary>
    public IEnumerable<(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value)> XattrsOf(OverlayEntry entry) =>
        LayerOf(entry).XattrsOf(entry.Inode).Where(xattr => !xattr.Name.Span.SequenceEqual(OverlayForm.OpaqueName));

    private OverlayEntry? Lookup(OverlayEntry directory, ReadOnlyMemory<byte> name)
    {
        var found = new Found();
        foreach ((int layer, Inode inode) in directory.Merged)
        {
            if (NamesOf(layer, inode).TryGetValue(name, out Inode child))
                Add(found, layer, child);
        }

        return found.Merged.Count > 0 ? found.ToEntry() : null;
    }

    /// <summary>Takes what the next lower layer has by a name.</summary>
    private void Add(Found found, int layer, Inode child)
    {
        if (found.IsClosed)
            return;
        InodeStat stat = layers[layer].StatOf(child);
        bool isDirectory = stat.Type == InodeType.Directory;
        if (OverlayForm.IsWhiteout(stat) || (found.Merged.Count > 0 && !isDirectory))
        {
            found.IsClosed = true;
            return;
        }

        if (found.Merged.Count == 0)
            found.Type = stat.Type;
        found.Merged.Add((layer, child));
        found.IsClosed = !isDirectory || OverlayForm.IsOpaque(layers[layer], child);
    }

    private Dictionary<ReadOnlyMemory<byte>, Inode> NamesOf(int layer, Inode directory)
    {
        if (!_directories.TryGetValue((layer, directory), out var names))
        {
            names = new Dictionary<ReadOnlyMemory<byte>, Inode>(NameComparer.Instance);
            foreach (var (name, child) in layers[layer].EntriesOf(directory))
                names[name.ToArray()] = child;
            if ((_read += names.Count) > MaxRead)
                throw new InexpressibleException($"looking its paths up in the layers takes reading more than {MaxRead} names");
            if ((_remembered += names.Count) > MaxRemembered)
            {
                _directories.Clear();
                _remembered = names.Count;
            }

            _directories.Add((layer, directory), names);
        }

        return names;
    }

    /// <summary>What the layers looked at so far have by one name.</summary>
    private sealed class Found
    {
        public List<(int Layer, Inode Inode)> Merged { get; } = [];

        public InodeType Type { get; set; }

        /// <summary>Lower layers do not count.</summary>
        public bool IsClosed { get; set; }

        public OverlayEntry ToEntry() => new(Merged[0].Layer, Merged[0].Inode, Type, Merged);
    }
}
