using Microsoft.Win32.SafeHandles;
using Slipway.Ext4;
using Slipway.Images.Conversion;

namespace Slipway.Images.Rootfs;

/// <summary>
/// Writes a rootfs of several layers as one filesystem that a machine can have as its whole root, once it has been enlarged by what the machine may write. Names
/// in byte order, each directory before what is in it: the same layers give the same bytes. For one use.
/// </summary>
/// <param name="rootfs">The layers as overlayfs shows them.</param>
/// <param name="directories">What a machine's writable layer would add to them.</param>
internal sealed class FlatRootfs(OverlayTree rootfs, IReadOnlyList<RootfsDirectory> directories, Ext4Writer tree, CancellationToken cancellationToken)
{
    private const string Label = "slipway-root";

    /// <summary>How far a root can be enlarged: more than an image and a machine's disk may have.</summary>
    private const long MaxGrownBytes = 10L << 40;

    private const int BufferBytes = 1 << 20;

    private readonly Dictionary<(int Layer, Inode Inode), Inode> _linked = [];
    private readonly HashSet<(int Layer, Inode Inode)> _entered = [];
    private readonly Dictionary<ReadOnlyMemory<byte>, RootfsDirectory> _described =
        directories.ToDictionary(directory => (ReadOnlyMemory<byte>)directory.Path, NameComparer.Instance);
    private readonly Stack<(OverlayEntry Entry, Inode Parent, ReadOnlyMemory<byte> Name, byte[] Path)> _pending = new();
    private readonly byte[] _buffer = new byte[BufferBytes];

    /// <summary>How its file is laid out.</summary>
    /// <param name="output">It, empty.</param>
    public static Ext4WriterOptions OptionsOf(SafeFileHandle output, Guid identity) =>
        ImageConverter.WriterOptions(output, identity, Label) with { MaximumSizeBytes = MaxGrownBytes, BytesPerInode = WritableLayer.BytesPerInode, IsGrowable = true };

    /// <summary>Writes all of it and finishes the filesystem.</summary>
    /// <param name="root">Of the stack.</param>
    /// <exception cref="Ext4Exception">A layer is damaged.</exception>
    public void Write(OverlayEntry root)
    {
        Describe(root, tree.Root, []);
        Push(root, tree.Root, []);
        while (_pending.TryPop(out var next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Write(next.Entry, next.Parent, next.Name.Span, next.Path);
        }

        tree.Finish();
    }

    private void Push(OverlayEntry directory, Inode inode, byte[] path)
    {
        if (!_entered.Add((directory.Layer, directory.Inode)))
            throw new Ext4Exception($"directory inode {directory.Inode.Number} has a second name: the layer is damaged");
        var entries = rootfs.ChildrenOf(directory).ToList();
        entries.Sort((a, b) => b.Name.Span.SequenceCompareTo(a.Name.Span));
        foreach (var (name, child) in entries)
            _pending.Push((child, inode, name, path.Length == 0 ? name.ToArray() : [.. path, (byte)'/', .. name.Span]));
    }

    private void Write(OverlayEntry entry, Inode parent, ReadOnlySpan<byte> name, byte[] path)
    {
        var stat = rootfs.LayerOf(entry).StatOf(entry.Inode);
        if (stat.Type != InodeType.Directory && stat.Links > 1 && _linked.TryGetValue((entry.Layer, entry.Inode), out var existing))
        {
            tree.Link(existing, parent, name);
            return;
        }

        if (stat.Type == InodeType.Socket)
            return;
        var inode = Create(entry, stat, parent, name);
        Describe(entry, inode, path);
        if (stat.Type == InodeType.Directory)
            Push(entry, inode, path);
        else if (stat.Links > 1)
            _linked.Add((entry.Layer, entry.Inode), inode);
        if (stat.Type == InodeType.Regular)
            WriteContent(entry, inode);
    }

    private Inode Create(OverlayEntry entry, in InodeStat stat, Inode parent, ReadOnlySpan<byte> name) => stat.Type switch
    {
        InodeType.Directory => tree.CreateDirectory(parent, name, stat.Attributes),
        InodeType.SymbolicLink => tree.CreateSymbolicLink(parent, name, rootfs.LayerOf(entry).TargetOf(entry.Inode), stat.Attributes),
        InodeType.CharacterDevice or InodeType.BlockDevice => tree.CreateDevice(parent, name, stat.Type, stat.Major, stat.Minor, stat.Attributes),
        InodeType.Fifo => tree.CreateFifo(parent, name, stat.Attributes),
        _ => tree.CreateFile(parent, name, stat.SizeBytes, stat.Attributes),
    };

    private void Describe(OverlayEntry entry, Inode inode, byte[] path)
    {
        if (entry.Type == InodeType.Directory && _described.TryGetValue(path, out var described))
        {
            tree.SetAttributes(inode, new Attributes(described.Mode, described.Uid, described.Gid, described.MtimeSeconds, described.MtimeNanoseconds));
            foreach (var xattr in described.Xattrs)
                tree.SetXattr(inode, xattr.Name, xattr.Value);
            return;
        }

        if (path.Length == 0)
            tree.SetAttributes(inode, rootfs.LayerOf(entry).StatOf(entry.Inode).Attributes);
        foreach (var (name, value) in rootfs.LayerOf(entry).XattrsOf(entry.Inode))
        {
            if (!name.Span.SequenceEqual(OverlayForm.OpaqueName))
                tree.SetXattr(inode, name.Span, value.Span);
        }
    }

    private void WriteContent(OverlayEntry file, Inode inode)
    {
        foreach (var run in rootfs.LayerOf(file).DataRunsOf(file.Inode))
        {
            for (var done = 0L; done < run.LengthBytes;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var read = rootfs.LayerOf(file).ReadContent(file.Inode, run.Offset + done, _buffer.AsSpan(0, (int)Math.Min(BufferBytes, run.LengthBytes - done)));
                tree.WriteContent(inode, run.Offset + done, _buffer.AsSpan(0, read));
                done += read;
            }
        }
    }
}
