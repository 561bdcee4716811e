using Microsoft.Win32.SafeHandles;
using Slipway.Filesystems;
using Slipway.Filesystems.Ext4;
using Slipway.Images.Layers;

namespace Slipway.Images.Rootfs;

/// <summary>
/// Writes a rootfs of several layers as one filesystem that a machine can have as its whole root, once it has been enlarged by what the machine may write: the same
/// layers give the same bytes. For one use.
/// </summary>
/// <param name="rootfs">The layers as overlayfs shows them.</param>
/// <param name="directories">What a machine's writable layer would add to them.</param>
internal sealed class FlatRootfs(OverlayTree rootfs, IReadOnlyList<RootfsDirectory> directories, IFilesystemWriter tree, CancellationToken cancellationToken)
{
    private const string Label = "slipway-root";

    /// <summary>How far a root can be enlarged: more than an image and a machine's disk may have.</summary>
    private const long MaxGrownBytes = 10L << 40;

    private const int BufferBytes = 1 << 20;

    private readonly Dictionary<(int Layer, Inode Inode), Inode> _linked = [];
    private readonly List<Inode> _parents = [];
    private readonly byte[] _buffer = new byte[BufferBytes];

    /// <summary>How its file is laid out.</summary>
    /// <param name="output">It, empty.</param>
    public static Ext4WriterOptions OptionsOf(SafeFileHandle output) =>
        LayerFilesystem.Ext4OptionsOf(output, Label) with { MaximumSizeBytes = MaxGrownBytes, BytesPerInode = WritableLayer.BytesPerInode, IsGrowable = true };

    /// <summary>Writes all of it and finishes the filesystem.</summary>
    /// <param name="root">Of the stack.</param>
    /// <param name="identity">The filesystem's UUID.</param>
    /// <exception cref="FilesystemException">A layer is damaged.</exception>
    public void Write(OverlayEntry root, Guid identity)
    {
        foreach (var visit in new RootfsWalk(rootfs, directories, withLostAndFound: true).From(root, cancellationToken))
            Write(visit);
        tree.Finish(identity);
    }

    private void Write(in RootfsVisit visit)
    {
        var stat = visit.Stat;
        if (stat.Type != InodeType.Directory && stat.Links > 1 && _linked.TryGetValue(visit.Inode, out var existing))
        {
            tree.Link(existing, ParentOf(visit), visit.Name);
            return;
        }

        var inode = visit.Depth == 0 ? tree.Root : Create(visit, ParentOf(visit));
        Describe(visit, inode);
        if (stat.Type == InodeType.Directory)
            Enter(inode, visit.Depth);
        else if (stat.Links > 1)
            _linked.Add(visit.Inode, inode);
        if (stat.Type == InodeType.Regular)
            WriteContent(visit.Entry, inode);
    }

    private Inode ParentOf(in RootfsVisit visit) => _parents[visit.Depth - 1];

    /// <summary>What comes next is in this directory.</summary>
    private void Enter(Inode directory, int depth)
    {
        _parents.RemoveRange(depth, _parents.Count - depth);
        _parents.Add(directory);
    }

    private Inode Create(in RootfsVisit visit, Inode parent) => visit.Stat.Type switch
    {
        InodeType.Directory => tree.CreateDirectory(parent, visit.Name, visit.Stat.Attributes),
        InodeType.SymbolicLink => tree.CreateSymbolicLink(parent, visit.Name, rootfs.LayerOf(visit.Entry).TargetOf(visit.Entry.Inode), visit.Stat.Attributes),
        InodeType.CharacterDevice or InodeType.BlockDevice =>
            tree.CreateDevice(parent, visit.Name, visit.Stat.Type, visit.Stat.Major, visit.Stat.Minor, visit.Stat.Attributes),
        InodeType.Fifo => tree.CreateFifo(parent, visit.Name, visit.Stat.Attributes),
        _ => tree.CreateFile(parent, visit.Name, visit.Stat.SizeBytes, visit.Stat.Attributes),
    };

    private void Describe(in RootfsVisit visit, Inode inode)
    {
        if (visit.Described is { } described)
        {
            described.Describe(tree, inode);
            return;
        }

        if (visit.Depth == 0)
            tree.SetAttributes(inode, visit.Stat.Attributes);
        foreach (var (name, value) in rootfs.XattrsOf(visit.Entry))
            tree.SetXattr(inode, name.Span, value.Span);
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
