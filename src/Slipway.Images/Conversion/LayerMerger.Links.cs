using Slipway.Filesystems;
using Slipway.Oci.Tar;

namespace Slipway.Images.Conversion;

/// <content>
/// Hard links. The target is a path of the merged tree: its parents are followed through symbolic links, itself it is not, so that a link to a
/// symbolic link is one more name of that. The entry's own attributes count for nothing, since the inode has them.
/// </content>
internal sealed partial class LayerMerger
{
    /// <summary>A chain of links that each stand before their target is followed so far; one pass resolves one more of them.</summary>
    private const int MaxForwardPasses = 16;

    private List<TarEntry> _forward = [];

    private void Link(TarEntry entry, Inode directory, ReadOnlyMemory<byte> name)
    {
        bool exists = _tree.TryLookup(directory, name.Span, out Inode existing);
        bool found = TryFindTarget(entry, out Inode target);
        if (exists && found && existing == target)
        {
            _footprint.MarkLinked(directory, name);
            return;
        }

        if (exists)
        {
            _tree.Remove(directory, name.Span);
            // What was removed may have been the directory in which the target was.
            found = TryFindTarget(entry, out target);
        }

        if (found)
            AddName(target, directory, name);
        else if (_forward.Count == ConversionLimits.MaxForwardLinks)
            throw new InvalidEntryException(ConversionError.LimitExceeded, $"more than {_forward.Count} links of the layer stand before their target");
        else
            _forward.Add(entry);
    }

    /// <summary>At the end of the layer, the links whose target came after them.</summary>
    private void LinkForward()
    {
        for (int pass = 0; pass < MaxForwardPasses && _forward.Count > 0; pass++)
        {
            var left = new List<TarEntry>();
            foreach (TarEntry entry in _forward)
            {
                _entries.Current = entry.Path;
                if (!TryLinkForward(entry))
                    left.Add(entry);
            }

            _forward = left;
        }

        if (_forward.Count == 0)
            return;
        _entries.Current = _forward[0].Path;
        throw new InvalidEntryException($"it is a hard link to '{ConversionException.Show(_forward[0].LinkTarget.Span)}', which is nowhere in this layer or those below");
    }

    private bool TryLinkForward(TarEntry entry)
    {
        EntryPath path = EntryPath.Parse(entry.Path);
        Inode directory = EnsureDirectory(path);
        // A later entry of the same name wins.
        if (_tree.TryLookup(directory, path.Name.Span, out _))
            return true;
        if (!TryFindTarget(entry, out Inode target))
            return false;
        AddName(target, directory, path.Name);
        return true;
    }

    private void AddName(Inode target, Inode directory, ReadOnlyMemory<byte> name)
    {
        _tree.Link(target, directory, name.Span);
        _footprint.MarkLinked(directory, name);
        _tally.AddMetadata(name.Length);
    }

    private bool TryFindTarget(TarEntry entry, out Inode target)
    {
        EntryPath path = EntryPath.Parse(entry.LinkTarget);
        target = _tree.Root;
        bool found = path.IsRoot || (TryFindDirectory(path, out Inode directory) && _tree.TryLookup(directory, path.Name.Span, out target));
        if (found && _tree.TypeOf(target) == InodeType.Directory)
            throw new InvalidEntryException($"it is a hard link to '{ConversionException.Show(entry.LinkTarget.Span)}', a directory; those have one name only");
        return found;
    }
}
