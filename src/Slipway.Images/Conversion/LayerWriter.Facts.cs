using Slipway.Filesystems;

namespace Slipway.Images.Conversion;

/// <content>What is to be said of the layer once all of it is written.</content>
internal sealed partial class LayerWriter
{
    /// <summary>More directories that no entry describes, or with whiteouts, are no layer that any tool makes.</summary>
    private const int MaxNoted = 4096;

    /// <summary>Bytes of their paths: looking each up takes time by its length, once for each of its parents.</summary>
    private const int MaxNotedBytes = 1 << 20;

    private readonly List<ImplicitDirectory> _implicitPaths = [];
    private readonly List<byte[]> _hidingPaths = [];
    private int _notedBytes;

    private LayerFacts Facts()
    {
        if (_implicit.Count + _whiteouts.Count > 0)
            WalkDirectories();
        return new LayerFacts
        {
            DescribesRoot = _describesRoot,
            HidesAllBelow = _hidesAll,
            IsEmpty = !_hasEntries && !_describesRoot,
            UncompressedBytes = _tally.UncompressedBytes,
            ImplicitDirectories = _implicitPaths,
            HidingDirectories = _hidingPaths,
        };
    }

    /// <summary>
    /// Notes directories by a walk over all of them, since one does not know its path. On the way those go that only markers made below an opaque directory:
    /// there is nothing that they could hide.
    /// </summary>
    private void WalkDirectories()
    {
        var pending = new Stack<DirectoryNode>([new DirectoryNode(null, default, _tree.Root, IsBelowOpaque: false)]);
        while (pending.TryPop(out DirectoryNode? node))
        {
            bool isOpaque = node.IsBelowOpaque || _opaque.Contains(node.Inode);
            bool hasWhiteouts = false;
            foreach ((ReadOnlyMemory<byte> name, Inode child) in _tree.ChildrenOf(node.Inode))
            {
                hasWhiteouts |= _whiteouts.Contains(child);
                if (_markersOnly.Contains(child) && isOpaque)
                    _tree.Remove(node.Inode, name.Span);
                else if (_tree.TypeOf(child) == InodeType.Directory)
                    pending.Push(new DirectoryNode(node, name, child, isOpaque));
            }

            if (node.Parent is not null)
                Note(node, hasWhiteouts);
        }
    }

    private void Note(DirectoryNode node, bool hasWhiteouts)
    {
        if (!node.IsBelowOpaque && _implicit.TryGetValue(node.Inode, out bool isDescribed))
            _implicitPaths.Add(new ImplicitDirectory(PathOf(node), isDescribed, _markersOnly.Contains(node.Inode)));
        if (hasWhiteouts)
            _hidingPaths.Add(PathOf(node));
        if (_implicitPaths.Count + _hidingPaths.Count > MaxNoted || _notedBytes > MaxNotedBytes)
            throw new InexpressibleException($"it takes more than {MaxNoted} directories for granted or hides something in them, or their paths have more than {MaxNotedBytes} bytes");
    }

    private byte[] PathOf(DirectoryNode node)
    {
        Stack<DirectoryNode> components = new();
        for (DirectoryNode? each = node; each.Parent is not null; each = each.Parent)
            components.Push(each);
        var path = new MemoryStream();
        foreach (DirectoryNode component in components)
        {
            if (path.Length > 0)
                path.WriteByte((byte)'/');
            path.Write(component.Name.Span);
        }

        _notedBytes += (int)path.Length;
        return path.ToArray();
    }

    /// <summary>A directory on the walk, by its parent: a path for each would take their depth times the memory.</summary>
    private sealed record DirectoryNode(DirectoryNode? Parent, ReadOnlyMemory<byte> Name, Inode Inode, bool IsBelowOpaque);
}
