using Slipway.Filesystems;
using Slipway.Oci.Tar;

namespace Slipway.Images.Conversion;

/// <summary>
/// Applies the entries of one layer to the tree that the layers below have made (OCI image-spec 1.1, layer.md "Applying Changesets"):
/// <code>
/// directory over directory   merges: attributes and extended attributes are replaced, content stays
/// anything else              removes what has the name, with all below it, then creates
/// whiteout                   hides what lower layers have, never what this layer has, see LowerLayers
/// hard link                  one more name of an inode of this or a lower layer, see Link
/// missing parents            become directories 0755 of root, modified in 1970; in place of what is no directory, too
/// </code>
/// A name twice in one layer: the last wins. Paths never leave the image, see <see cref="EntryPath"/> and <see cref="TreeWalk"/>.
/// </summary>
internal sealed partial class LayerMerger
{
    private readonly IFilesystemWriter _tree;
    private readonly ConversionTally _tally;
    private readonly LayerEntries _entries;
    private readonly TreeWalk _walk;
    private readonly LayerFootprint _footprint = new();
    private readonly LowerLayers _lower;

    /// <param name="layer">The layer's name, for messages.</param>
    public LayerMerger(IFilesystemWriter tree, ConversionTally tally, string layer)
    {
        _tree = tree;
        _tally = tally;
        _entries = new LayerEntries(tally, layer);
        _walk = new TreeWalk(tree);
        _lower = new LowerLayers(tree, _footprint);
    }

    /// <summary>Applies a tar and reads it to its last byte. Once.</summary>
    /// <exception cref="ConversionException">The layer cannot be applied; the tree is then half changed.</exception>
    public void Merge(Stream tar) => _entries.Read(tar, Apply, LinkForward);

    private void Apply(TarReader reader, TarEntry entry, EntryPath path)
    {
        if (path.IsRoot)
        {
            Describe(_tree.Root, entry);
            return;
        }

        switch (WhiteoutName.KindOf(path.Name.Span))
        {
            case WhiteoutKind.None:
                Place(reader, entry, path);
                break;
            case WhiteoutKind.Opaque:
                if (TryFindDirectory(path, out Inode emptied))
                    _lower.HideAll(emptied);
                _tally.Whiteouts++;
                break;
            case WhiteoutKind.Name:
                ReadOnlyMemory<byte> hidden = WhiteoutName.HiddenBy(path.Name);
                if (TryFindDirectory(path, out Inode directory))
                    _lower.Hide(directory, hidden);
                _tally.Whiteouts++;
                break;
        }
    }

    private void Place(TarReader reader, TarEntry entry, EntryPath path)
    {
        Inode directory = EnsureDirectory(path);
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
            _tree.Remove(directory, name.Span);
        Inode inode = EntryInode.Create(_tree, entry, directory, name, _tally);
        _footprint.MarkCreated(inode);
        if (entry.Type == TarEntryType.Regular)
            EntryInode.WriteContent(_tree, reader, inode);
    }

    private void Describe(Inode directory, TarEntry entry)
    {
        EntryInode.Describe(_tree, entry, directory, _tally);
        if (!_footprint.IsCreated(directory))
            _footprint.MarkDescribed(directory);
    }

    private bool TryFindDirectory(EntryPath path, out Inode directory)
    {
        bool reached = _walk.TryAlong(path.Parents);
        directory = _walk.Directories[^1];
        return reached && _walk.Missing.Count == 0;
    }

    /// <summary>The directory of an entry, made with its parents where it is missing.</summary>
    private Inode EnsureDirectory(EntryPath path)
    {
        while (!_walk.TryAlong(path.Parents))
            RemoveObstacle();
        // From the deepest up: one that is known has known parents.
        for (int i = _walk.Directories.Count - 1; i >= 0 && _footprint.MarkPassed(_walk.Directories[i]); i--)
        {
        }

        Inode directory = _walk.Directories[^1];
        foreach (ReadOnlyMemory<byte> name in _walk.Missing)
        {
            directory = _tree.CreateDirectory(directory, name.Span, EntryInode.UndescribedDirectory);
            _footprint.MarkCreated(directory);
            _tally.AddMetadata(name.Length);
        }

        return directory;
    }

    /// <summary>A missing parent replaces what a lower layer has in its place, as an entry for it would, but never what this layer has.</summary>
    private void RemoveObstacle()
    {
        Inode directory = _walk.Directories[^1];
        (ReadOnlyMemory<byte> name, Inode inode) = _walk.Obstacle;
        if (_footprint.IsCreated(inode) || _footprint.IsLinked(directory, name))
            throw new InvalidEntryException($"'{ConversionException.Show(name.Span)}' on its path is a {_tree.TypeOf(inode)} of the same layer, not a directory");
        _tree.Remove(directory, name.Span);
    }
}
