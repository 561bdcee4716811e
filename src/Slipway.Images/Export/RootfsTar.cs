using Slipway.Ext4;
using Slipway.Images.Conversion;
using Slipway.Images.Rootfs;
using Slipway.Oci.Tar;

namespace Slipway.Images.Export;

/// <summary>
/// Writes a rootfs as a tar: each directory before what is in it, names in byte order, so that equal images give equal archives. Holes become
/// zeros. The root itself and the <c>lost+found</c> that ext4 wants are left out; sockets, for which tar has no word, too. For one use.
/// </summary>
/// <param name="rootfs">The layers as overlayfs shows them.</param>
/// <param name="directories">What a machine's writable layer adds to them.</param>
internal sealed class RootfsTar(OverlayTree rootfs, IReadOnlyList<RootfsDirectory> directories, Stream output, CancellationToken cancellationToken)
{
    private const int BufferBytes = 1 << 20;

    private readonly TarWriter _tar = new(output);
    private readonly Dictionary<(int Layer, Inode Inode), byte[]> _linked = [];
    private readonly HashSet<(int Layer, Inode Inode)> _entered = [];
    private readonly Dictionary<ReadOnlyMemory<byte>, RootfsDirectory> _described =
        directories.ToDictionary(directory => (ReadOnlyMemory<byte>)directory.Path, NameComparer.Instance);
    private readonly Stack<(OverlayEntry Entry, byte[] Path)> _pending = new();
    private readonly byte[] _buffer = new byte[BufferBytes];

    /// <param name="root">Where to begin.</param>
    /// <exception cref="Ext4Exception">The rootfs is damaged.</exception>
    public void Write(OverlayEntry root)
    {
        Push(root, []);
        while (_pending.TryPop(out var next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteEntry(next.Entry, next.Path);
        }

        _tar.Finish();
    }

    private void Push(OverlayEntry directory, byte[] path)
    {
        if (!_entered.Add((directory.Layer, directory.Inode)))
            throw new Ext4Exception($"directory inode {directory.Inode.Number} has a second name: the image is damaged");
        var entries = rootfs.ChildrenOf(directory).ToList();
        entries.Sort((a, b) => b.Name.Span.SequenceCompareTo(a.Name.Span));
        foreach (var (name, child) in entries)
        {
            if (path.Length > 0 || !name.Span.SequenceEqual("lost+found"u8))
                _pending.Push((child, [.. path, .. name.Span]));
        }
    }

    private void WriteEntry(OverlayEntry entry, byte[] path)
    {
        var stat = rootfs.LayerOf(entry).StatOf(entry.Inode);
        if (stat.Type == InodeType.Socket)
            return;
        if (stat.Type == InodeType.Directory)
        {
            _tar.WriteEntry(DirectoryOf(entry, stat, path));
            Push(entry, [.. path, (byte)'/']);
        }
        else if (stat.Links > 1 && !_linked.TryAdd((entry.Layer, entry.Inode), path))
        {
            _tar.WriteEntry(EntryOf(entry, stat, path, TarEntryType.HardLink));
        }
        else
        {
            _tar.WriteEntry(EntryOf(entry, stat, path, TypeOf(stat.Type)));
            if (stat.Type == InodeType.Regular)
                WriteContent(entry, stat.SizeBytes);
        }
    }

    private void WriteContent(OverlayEntry file, long size)
    {
        for (var done = 0L; done < size;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = rootfs.LayerOf(file).ReadContent(file.Inode, done, _buffer);
            _tar.WriteContent(_buffer.AsSpan(0, read));
            done += read;
        }
    }

    private NewTarEntry DirectoryOf(OverlayEntry directory, in InodeStat stat, byte[] path)
    {
        byte[] tarPath = [.. path, (byte)'/'];
        if (!_described.TryGetValue(path, out var described))
            return EntryOf(directory, stat, tarPath, TarEntryType.Directory);
        return new NewTarEntry
        {
            Type = TarEntryType.Directory,
            Path = tarPath,
            Mode = described.Mode,
            Uid = described.Uid,
            Gid = described.Gid,
            MtimeSeconds = described.MtimeSeconds,
            MtimeNanoseconds = described.MtimeNanoseconds,
            Xattrs = [.. described.Xattrs.Select(xattr => new TarXattr(xattr.Name, xattr.Value))],
        };
    }

    private NewTarEntry EntryOf(OverlayEntry entry, in InodeStat stat, byte[] path, TarEntryType type) => new()
    {
        Type = type,
        Path = path,
        LinkTarget = type switch
        {
            TarEntryType.HardLink => _linked[(entry.Layer, entry.Inode)],
            TarEntryType.SymbolicLink => rootfs.LayerOf(entry).TargetOf(entry.Inode),
            _ => default(ReadOnlyMemory<byte>),
        },
        Mode = stat.Attributes.Mode,
        Uid = stat.Attributes.Uid,
        Gid = stat.Attributes.Gid,
        MtimeSeconds = stat.Attributes.MtimeSeconds,
        MtimeNanoseconds = stat.Attributes.MtimeNanoseconds,
        SizeBytes = type == TarEntryType.Regular ? stat.SizeBytes : 0,
        DeviceMajor = stat.Major,
        DeviceMinor = stat.Minor,
        Xattrs = type == TarEntryType.HardLink ? [] : [.. XattrsOf(entry)],
    };

    private IEnumerable<TarXattr> XattrsOf(OverlayEntry entry) =>
        rootfs.LayerOf(entry).XattrsOf(entry.Inode).Where(xattr => !xattr.Name.Span.SequenceEqual(OverlayForm.OpaqueName)).Select(xattr => new TarXattr(xattr.Name, xattr.Value));

    private static TarEntryType TypeOf(InodeType type) => type switch
    {
        InodeType.SymbolicLink => TarEntryType.SymbolicLink,
        InodeType.CharacterDevice => TarEntryType.CharacterDevice,
        InodeType.BlockDevice => TarEntryType.BlockDevice,
        InodeType.Fifo => TarEntryType.Fifo,
        _ => TarEntryType.Regular,
    };
}
