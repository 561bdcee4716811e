using Slipway.Filesystems;
using Slipway.Images.Conversion;

namespace Slipway.Images.Rootfs;

/// <summary>
/// Goes through a rootfs from its root, each directory before what is in it, names in byte order, so that what is made of equal images on the way is equal. Sockets
/// are passed over: nothing that a rootfs is made into has a use for them. For one use.
/// </summary>
/// <param name="rootfs">The layers as overlayfs shows them.</param>
/// <param name="directories">What a machine's writable layer adds to them.</param>
/// <param name="withLostAndFound">False to leave out what ext4 wants in its root.</param>
internal sealed class RootfsWalk(OverlayTree rootfs, IReadOnlyList<RootfsDirectory> directories, bool withLostAndFound)
{
    private readonly HashSet<(int Layer, Inode Inode)> _entered = [];
    private readonly Dictionary<ReadOnlyMemory<byte>, RootfsDirectory> _described =
        directories.ToDictionary(directory => (ReadOnlyMemory<byte>)directory.Path, NameComparer.Instance);
    private readonly Stack<(OverlayEntry Entry, byte[] Path, int Depth)> _pending = new();

    /// <summary>All entries, the root first. What is done with a directory is done before its entries are read.</summary>
    /// <exception cref="FilesystemException">The rootfs is damaged.</exception>
    public IEnumerable<RootfsVisit> From(OverlayEntry root, CancellationToken cancellationToken)
    {
        _pending.Push((root, [], 0));
        while (_pending.TryPop(out var next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var stat = rootfs.LayerOf(next.Entry).StatOf(next.Entry.Inode);
            if (stat.Type == InodeType.Socket)
                continue;
            var isDirectory = next.Entry.Type == InodeType.Directory;
            yield return new RootfsVisit(next.Entry, stat, next.Path, next.Depth, isDirectory ? _described.GetValueOrDefault(next.Path) : null);
            if (isDirectory)
                Push(next.Entry, next.Path, next.Depth + 1);
        }
    }

    private void Push(OverlayEntry directory, byte[] path, int depth)
    {
        if (!_entered.Add((directory.Layer, directory.Inode)))
            throw new FilesystemException($"directory inode {directory.Inode.Number} has a second name: the image is damaged");
        var entries = rootfs.ChildrenOf(directory).ToList();
        entries.Sort((a, b) => b.Name.Span.SequenceCompareTo(a.Name.Span));
        foreach (var (name, child) in entries)
        {
            if (withLostAndFound || depth > 1 || !name.Span.SequenceEqual("lost+found"u8))
                _pending.Push((child, path.Length == 0 ? name.ToArray() : [.. path, (byte)'/', .. name.Span], depth));
        }
    }
}
