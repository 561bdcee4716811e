using System.Text;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems;

/// <summary>What the readers of all formats share: following the tree and looking at all of it. A format adds how inodes, entries and content are read.</summary>
public abstract class FilesystemReader : IFilesystemReader
{
    private const int ReadBufferBytes = 1 << 20;

    private protected FilesystemReader(uint root) => Root = new Inode(root);

    /// <inheritdoc/>
    public Inode Root { get; }

    /// <inheritdoc/>
    public abstract InodeStat StatOf(Inode inode);

    /// <inheritdoc/>
    public abstract IEnumerable<(ReadOnlyMemory<byte> Name, Inode Child)> EntriesOf(Inode directory);

    /// <inheritdoc/>
    public abstract IReadOnlyList<(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value)> XattrsOf(Inode inode);

    /// <inheritdoc/>
    public abstract int ReadContent(Inode file, long offset, Span<byte> target);

    /// <inheritdoc/>
    public abstract IEnumerable<DataRun> DataRunsOf(Inode file);

    /// <inheritdoc/>
    public byte[] TargetOf(Inode symlink)
    {
        var stat = StatOf(symlink);
        if (stat.Type != InodeType.SymbolicLink)
            throw new FilesystemException($"inode {symlink.Number} is a {stat.Type}, not a symbolic link: it has no target");
        if (stat.SizeBytes is 0 or > LinuxLimits.MaximumTargetBytes)
        {
            throw new FilesystemException(
                $"the target of symbolic link inode {symlink.Number} has {stat.SizeBytes} bytes: 1 to {LinuxLimits.MaximumTargetBytes} are possible");
        }

        var target = new byte[stat.SizeBytes];
        ReadTarget(symlink, target);
        if (target.Contains((byte)0))
            throw new FilesystemException($"the target of symbolic link inode {symlink.Number} contains a NUL: the image is damaged");
        return target;
    }

    /// <inheritdoc/>
    public bool TryLookup(Inode directory, ReadOnlySpan<byte> name, out Inode child)
    {
        foreach (var entry in EntriesOf(directory))
        {
            if (!entry.Name.Span.SequenceEqual(name))
                continue;
            child = entry.Child;
            return true;
        }

        child = default;
        return false;
    }

    /// <summary>
    /// Every name in the tree, a directory before what is in it, read while it is enumerated. An inode with several names comes once for
    /// each of them. Safe to follow: a directory that is named twice, and with it every circle, or that shares a block with another ends
    /// the walk with an exception, so it is never longer than the image. Content is not: files that share blocks are for
    /// <see cref="Verify"/> to find, and nobody looks whether a directory has a name twice.
    /// </summary>
    public IEnumerable<TreeEntry> Walk()
    {
        var seen = new HashSet<Inode> { Root };
        var pending = new Stack<Inode>([Root]);
        var blocks = new BlockSet();
        while (pending.TryPop(out var directory))
        {
            RequireOwnBlocks(directory, blocks);
            foreach (var (name, inode) in EntriesOf(directory))
            {
                var stat = StatOf(inode);
                if (stat.Type == InodeType.Directory)
                {
                    if (!seen.Add(inode))
                        throw SecondName(directory, name.Span, inode);
                    pending.Push(inode);
                }

                yield return new TreeEntry(directory, name, inode, stat);
            }
        }
    }

    /// <summary>
    /// Reads all there is: every name, inode, link target, extended attribute and byte of content. Checks besides that no two files have
    /// a block in common and that files have as many names as they say. Needs no more time than reading the image once and memory of
    /// about 50 bytes for each inode.
    /// </summary>
    /// <exception cref="FilesystemException">Something is wrong with the image.</exception>
    public VerifiedTree Verify(CancellationToken cancellation)
    {
        var names = new Dictionary<Inode, uint>();
        var blocks = new BlockSet();
        var buffer = new byte[ReadBufferBytes];
        var (directories, content) = (1L, 0L);
        VerifyInode(Root, InodeType.Directory, blocks);
        foreach (var entry in Walk())
        {
            cancellation.ThrowIfCancellationRequested();
            if (!CountName(names, entry))
                continue;
            VerifyInode(entry.Inode, entry.Stat.Type, blocks);
            if (entry.Stat.Type == InodeType.Directory)
                directories++;
            else if (entry.Stat.Type == InodeType.Regular)
                content += ReadAll(entry.Inode, buffer, cancellation);
        }

        foreach (var (inode, count) in names)
        {
            if (StatOf(inode) is { Type: not InodeType.Directory } stat && stat.Links != count)
                throw new FilesystemException($"inode {inode.Number} says that it has {stat.Links} names, but {count} were found: the image is damaged");
        }

        return new VerifiedTree(names.Count + 1, directories, content);
    }

    /// <summary>Reads the whole of a symbolic link's target, whose length is right.</summary>
    private protected abstract void ReadTarget(Inode symlink, Span<byte> target);

    /// <summary>Notes what of the image only one file or directory may have, and refuses one that shares it with another.</summary>
    private protected abstract void RequireOwnBlocks(Inode inode, BlockSet blocks);

    private static FilesystemException SecondName(Inode directory, ReadOnlySpan<byte> name, Inode child) => new(
        $"directory inode {child.Number} has a second name, '{Encoding.UTF8.GetString(name)}' in directory inode {directory.Number}: "
        + "the image is damaged");

    /// <summary>Whether the inode is met for the first time.</summary>
    private static bool CountName(Dictionary<Inode, uint> names, in TreeEntry entry)
    {
        names.TryGetValue(entry.Inode, out var before);
        names[entry.Inode] = before + 1;
        return before == 0;
    }

    private void VerifyInode(Inode inode, InodeType type, BlockSet blocks)
    {
        XattrsOf(inode);
        if (type == InodeType.SymbolicLink)
            TargetOf(inode);
        if (type is InodeType.Regular or InodeType.Directory)
            RequireOwnBlocks(inode, blocks);
    }

    private long ReadAll(Inode file, byte[] buffer, CancellationToken cancellation)
    {
        var total = 0L;
        foreach (var run in DataRunsOf(file))
        {
            for (var done = 0L; done < run.LengthBytes;)
            {
                cancellation.ThrowIfCancellationRequested();
                done += ReadContent(file, run.Offset + done, buffer.AsSpan(0, (int)Math.Min(buffer.Length, run.LengthBytes - done)));
            }

            total += run.LengthBytes;
        }

        return total;
    }
}
