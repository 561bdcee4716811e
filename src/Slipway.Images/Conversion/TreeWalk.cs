using Slipway.Filesystems;

namespace Slipway.Images.Conversion;

/// <summary>
/// Walks from the image's root along a path of directories, following symbolic links inside the image only: an absolute target begins at the
/// image's root and ".." stops there. What does not exist yet is walked by name, so that a path through a dangling link leads to where the
/// link points (as in filepath-securejoin). Reused from path to path; one thread.
/// </summary>
internal sealed class TreeWalk(IFilesystemWriter tree)
{
    private readonly List<Inode> _directories = [];
    private readonly List<ReadOnlyMemory<byte>> _missing = [];
    private readonly Stack<ReadOnlyMemory<byte>> _ahead = new();

    /// <summary>The directories that exist, from the root to the deepest; valid until the next walk.</summary>
    public IReadOnlyList<Inode> Directories => _directories;

    /// <summary>What is missing below the deepest of <see cref="Directories"/>; valid until the next walk.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Missing => _missing;

    /// <summary>What stopped the last walk: an entry of the deepest of <see cref="Directories"/> that is neither directory nor link.</summary>
    public (ReadOnlyMemory<byte> Name, Inode Inode) Obstacle { get; private set; }

    /// <summary>Walks; false when something on the way is no directory, see <see cref="Obstacle"/>.</summary>
    /// <exception cref="InvalidEntryException">Links lead round in a circle.</exception>
    public bool TryAlong(IReadOnlyList<ReadOnlyMemory<byte>> components)
    {
        _directories.Clear();
        _directories.Add(tree.Root);
        _missing.Clear();
        _ahead.Clear();
        for (int i = components.Count - 1; i >= 0; i--)
            _ahead.Push(components[i]);

        for (int steps = 0; _ahead.TryPop(out ReadOnlyMemory<byte> component); steps++)
        {
            if (steps == ConversionLimits.MaxPathSteps)
                throw new InvalidEntryException($"symbolic links on its path lead round in a circle, or over more than {steps} directories");
            if (!TryStep(component))
                return false;
        }

        return true;
    }

    private bool TryStep(ReadOnlyMemory<byte> component)
    {
        if (component.IsEmpty || component.Span.SequenceEqual("."u8))
            return true;
        if (component.Span.SequenceEqual(".."u8))
            Back();
        else if (_missing.Count > 0 || !tree.TryLookup(_directories[^1], component.Span, out Inode child))
            _missing.Add(component);
        else
            return TryEnter(component, child);
        return true;
    }

    private void Back()
    {
        if (_missing.Count > 0)
            _missing.RemoveAt(_missing.Count - 1);
        else if (_directories.Count > 1)
            _directories.RemoveAt(_directories.Count - 1);
    }

    private bool TryEnter(ReadOnlyMemory<byte> component, Inode child)
    {
        switch (tree.TypeOf(child))
        {
            case InodeType.Directory:
                _directories.Add(child);
                return true;
            case InodeType.SymbolicLink:
                Follow(tree.TargetOf(child).ToArray());
                return true;
            default:
                Obstacle = (component, child);
                return false;
        }
    }

    private void Follow(ReadOnlyMemory<byte> target)
    {
        if (target.Span[0] == '/')
            _directories.RemoveRange(1, _directories.Count - 1);
        // From the back, since the first component has to lie on top.
        while (!target.IsEmpty)
        {
            int slash = target.Span.LastIndexOf((byte)'/');
            _ahead.Push(target[(slash + 1)..]);
            target = slash < 0 ? default : target[..slash];
        }
    }
}
