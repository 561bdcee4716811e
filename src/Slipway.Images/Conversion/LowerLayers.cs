using Slipway.Filesystems;

namespace Slipway.Images.Conversion;

/// <summary>
/// Hides what lower layers left, for whiteouts of one layer: what this layer made stays, wherever in the archive the marker stands. A lower
/// directory in which this layer has something stays as a directory that only this layer knows. A directory is emptied once per layer, so
/// that repeated markers cost nothing (CVE-2026-95838 of containerd walked it each time).
/// <para>
/// One thing a marker met late cannot take back: content that the layer has already put behind a lower symbolic link which the marker hides.
/// It stays where the link led, as with containerd and umoci.
/// </para>
/// </summary>
internal sealed class LowerLayers(IFilesystemWriter tree, LayerFootprint footprint)
{
    private readonly Stack<Inode> _toEmpty = new();

    /// <summary>Hides one name of a directory.</summary>
    public void Hide(Inode directory, ReadOnlyMemory<byte> name)
    {
        if (footprint.IsCreated(directory) || !tree.TryLookup(directory, name.Span, out Inode child))
            return;
        HideEntry(directory, name, child);
        Empty();
    }

    /// <summary>Hides all a directory has.</summary>
    public void HideAll(Inode directory)
    {
        if (footprint.IsCreated(directory) || !footprint.MarkEmptied(directory))
            return;
        _toEmpty.Push(directory);
        Empty();
    }

    private void Empty()
    {
        while (_toEmpty.TryPop(out Inode directory))
        {
            foreach ((ReadOnlyMemory<byte> name, Inode child) in tree.ChildrenOf(directory))
                HideEntry(directory, name, child);
        }
    }

    private void HideEntry(Inode directory, ReadOnlyMemory<byte> name, Inode child)
    {
        if (footprint.IsCreated(child) || footprint.IsLinked(directory, name))
            return;
        if (tree.TypeOf(child) != InodeType.Directory || !footprint.IsPassed(child))
        {
            tree.Remove(directory, name.Span);
            return;
        }

        if (!footprint.IsDescribed(child))
        {
            tree.SetAttributes(child, EntryInode.UndescribedDirectory);
            tree.ClearXattrs(child);
        }

        if (footprint.MarkEmptied(child))
            _toEmpty.Push(child);
    }
}
