using Slipway.Filesystems;
using Slipway.Oci.Tar;

namespace Slipway.Images.Conversion;

/// <summary>
/// Writes one layer to a tree of its own, in the form in which overlayfs stacks such trees (linux: Documentation/filesystems/overlayfs.rst, "whiteouts and
/// opaque directories"), so that the stack shows what <see cref="LayerMerger"/> would have made of the same layers:
/// <code>
/// whiteout of a name      character device 0:0
/// opaque directory        trusted.overlay.opaque=y; also a directory that replaces anything else of this layer
/// hard link               within the layer; to what only a lower layer has: not expressible
/// missing parents         become directories, and a fact: what they are is for the layers below to say
/// </code>
/// </summary>
internal sealed partial class LayerWriter
{
    private readonly IFilesystemWriter _tree;
    private readonly ConversionTally _tally;
    private readonly LayerEntries _entries;
    private readonly TreeWalk _walk;
    private readonly HashSet<Inode> _whiteouts = [];
    private readonly HashSet<Inode> _opaque = [];
    private readonly Dictionary<Inode, bool> _implicit = [];
    private readonly HashSet<Inode> _markersOnly = [];
    private bool _describesRoot;
    private bool _hidesAll;
    private bool _hasEntries;

    /// <param name="tree">Empty.</param>
    /// <param name="layer">The layer's name, for messages.</param>
    public LayerWriter(IFilesystemWriter tree, ConversionTally tally, string layer)
    {
        (_tree, _tally) = (tree, tally);
        _entries = new LayerEntries(tally, layer);
        _walk = new TreeWalk(tree);
    }

    /// <summary>Writes a tar and reads it to its last byte. Once.</summary>
    /// <exception cref="InexpressibleException">The layer needs those below it.</exception>
    /// <exception cref="ConversionException">The layer cannot be applied to anything.</exception>
    public LayerFacts Write(Stream tar)
    {
        _entries.Read(tar, Apply, static () => { });
        return Facts();
    }

    private void Apply(TarReader reader, TarEntry entry, EntryPath path)
    {
        if (path.IsRoot)
        {
            Describe(_tree.Root, entry);
            return;
        }

        _hasEntries = true;
        switch (WhiteoutName.KindOf(path.Name.Span))
        {
            case WhiteoutKind.None:
                Place(reader, entry, path);
                break;
            case WhiteoutKind.Opaque:
                if (_walk.TryAlong(path.Parents))
                    MarkOpaque(EnterDirectory(isForMarker: true));
                _tally.Whiteouts++;
                break;
            case WhiteoutKind.Name:
                ReadOnlyMemory<byte> hidden = WhiteoutName.HiddenBy(path.Name);
                if (_walk.TryAlong(path.Parents))
                    Hide(EnterDirectory(isForMarker: true), hidden);
                _tally.Whiteouts++;
                break;
        }
    }

    private void Place(TarReader reader, TarEntry entry, EntryPath path)
    {
        while (!_walk.TryAlong(path.Parents))
            RevealObstacle();
        Inode directory = EnterDirectory(isForMarker: false);
        ReadOnlyMemory<byte> name = path.Name;
        if (entry.Type == TarEntryType.HardLink)
        {
            Link(entry, directory, name);
            return;
        }

        bool exists = _tree.TryLookup(directory, name.Span, out Inode existing);
        if (exists && entry.Type == TarEntryType.Directory && _tree.TypeOf(existing) == InodeType.Directory)
        {
            Describe(existing, entry);
            return;
        }

        if (exists)
            Replace(directory, name, existing);
        Inode inode = EntryInode.Create(_tree, entry, directory, name, _tally);
        Forget(inode);
        if (exists && entry.Type == TarEntryType.Directory)
            MarkOpaque(inode);
        if (entry.Type == TarEntryType.Regular)
            EntryInode.WriteContent(_tree, reader, inode);
    }

    private void Describe(Inode directory, TarEntry entry)
    {
        EntryInode.Describe(_tree, entry, directory, _tally);
        if (_opaque.Contains(directory))
            MarkOpaque(directory);
        if (_implicit.ContainsKey(directory))
            _implicit[directory] = true;
        _markersOnly.Remove(directory);
        _describesRoot |= directory == _tree.Root;
    }

    /// <summary>What this layer has by the name stays, and stays alone.</summary>
    private void Hide(Inode directory, ReadOnlyMemory<byte> name)
    {
        bool exists = _tree.TryLookup(directory, name.Span, out Inode existing);
        if (exists && _markersOnly.Contains(existing))
        {
            _tree.Remove(directory, name.Span);
            exists = false;
        }

        if (!exists)
        {
            Inode whiteout = _tree.CreateDevice(directory, name.Span, InodeType.CharacterDevice, 0, 0, default);
            Forget(whiteout);
            _whiteouts.Add(whiteout);
            _tally.AddMetadata(name.Length);
        }
        else if (_tree.TypeOf(existing) == InodeType.Directory)
        {
            MarkOpaque(existing);
            // Its attributes are its own, now that there is nothing below it.
            if (_implicit.ContainsKey(existing))
                _implicit[existing] = true;
        }
    }

    private void MarkOpaque(Inode directory)
    {
        if (directory == _tree.Root)
        {
            _hidesAll = true;
            return;
        }

        _opaque.Add(directory);
        _tree.SetXattr(directory, OverlayForm.OpaqueName, OverlayForm.OpaqueValue);
    }

    private void Link(TarEntry entry, Inode directory, ReadOnlyMemory<byte> name)
    {
        Inode target = Target(entry);
        bool exists = _tree.TryLookup(directory, name.Span, out Inode existing);
        if (exists && existing == target)
            return;
        if (exists)
            Replace(directory, name, existing);
        _tree.Link(target, directory, name.Span);
        _tally.AddMetadata(name.Length);
    }

    /// <summary>What had been put into a directory may have gone, by a link of a lower layer, to where it stays.</summary>
    private void Replace(Inode directory, ReadOnlyMemory<byte> name, Inode existing)
    {
        if (_tree.TypeOf(existing) == InodeType.Directory)
            throw new InexpressibleException($"'{ConversionException.Show(name.Span)}' takes the place of a directory of the same layer");
        _tree.Remove(directory, name.Span);
    }

    private Inode Target(TarEntry entry)
    {
        EntryPath path = EntryPath.Parse(entry.LinkTarget);
        bool found = !path.IsRoot && _walk.TryAlong(path.Parents) && _walk.Missing.Count == 0;
        if (!found || !_tree.TryLookup(_walk.Directories[^1], path.Name.Span, out Inode target) || _whiteouts.Contains(target))
            throw new InexpressibleException($"'{ConversionException.Show(entry.Path.Span)}' is a hard link to '{ConversionException.Show(entry.LinkTarget.Span)}', which is not above it in the layer");
        if (_tree.TypeOf(target) == InodeType.Directory)
            throw new InvalidEntryException($"it is a hard link to '{ConversionException.Show(entry.LinkTarget.Span)}', a directory; those have one name only");
        return target;
    }

    /// <summary>Where the walk led, made with its parents where it is missing.</summary>
    private Inode EnterDirectory(bool isForMarker)
    {
        Inode directory = _walk.Directories[^1];
        if (!isForMarker)
            _markersOnly.ExceptWith(_walk.Directories);
        foreach (ReadOnlyMemory<byte> name in _walk.Missing)
        {
            directory = CreateUndescribed(directory, name);
            _implicit.Add(directory, false);
            if (isForMarker)
                _markersOnly.Add(directory);
            if (_implicit.Count > MaxNoted)
                throw new InexpressibleException($"it has something in more than {MaxNoted} directories without an entry for them");
        }

        return directory;
    }

    /// <summary>What is put below a name that the layer has hidden is in a directory that only this layer knows.</summary>
    private void RevealObstacle()
    {
        Inode directory = _walk.Directories[^1];
        (ReadOnlyMemory<byte> name, Inode inode) = _walk.Obstacle;
        if (!_whiteouts.Contains(inode))
            throw new InvalidEntryException($"'{ConversionException.Show(name.Span)}' on its path is a {_tree.TypeOf(inode)} of the same layer, not a directory");
        _tree.Remove(directory, name.Span);
        MarkOpaque(CreateUndescribed(directory, name));
    }

    private Inode CreateUndescribed(Inode parent, ReadOnlyMemory<byte> name)
    {
        Inode directory = _tree.CreateDirectory(parent, name.Span, EntryInode.UndescribedDirectory);
        Forget(directory);
        _tally.AddMetadata(name.Length);
        return directory;
    }

    /// <summary>Numbers of removed inodes are given out again: what was known of the old one is not true of the new.</summary>
    private void Forget(Inode inode)
    {
        _whiteouts.Remove(inode);
        _opaque.Remove(inode);
        _implicit.Remove(inode);
        _markersOnly.Remove(inode);
    }
}
