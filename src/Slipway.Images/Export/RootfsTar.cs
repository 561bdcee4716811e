using Slipway.Ext4;
using Slipway.Oci.Tar;

namespace Slipway.Images.Export;

/// <summary>
/// Writes a rootfs as a tar: each directory before what is in it, names in byte order, so that equal images give equal archives. Holes become
/// zeros. The root itself and the <c>lost+found</c> that ext4 wants are left out; sockets, for which tar has no word, too. For one use.
/// </summary>
internal sealed class RootfsTar(Ext4Reader rootfs, Stream output, CancellationToken cancellationToken)
{
    private const int BufferBytes = 1 << 20;

    private readonly TarWriter _tar = new(output);
    private readonly Dictionary<Inode, byte[]> _linked = [];
    private readonly HashSet<Inode> _directories = [];
    private readonly Stack<(Inode Inode, byte[] Path)> _pending = new();
    private readonly byte[] _buffer = new byte[BufferBytes];

    /// <exception cref="Ext4Exception">The rootfs is damaged.</exception>
    public void Write()
    {
        Push(rootfs.Root, []);
        while (_pending.TryPop(out var next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteInode(next.Inode, next.Path);
        }

        _tar.Finish();
    }

    private void Push(Inode directory, byte[] path)
    {
        if (!_directories.Add(directory))
            throw new Ext4Exception($"directory inode {directory.Number} has a second name: the image is damaged");
        var entries = rootfs.EntriesOf(directory).Select(entry => (entry.Child, Name: entry.Name.ToArray())).ToList();
        entries.Sort((a, b) => b.Name.AsSpan().SequenceCompareTo(a.Name));
        foreach (var (child, name) in entries)
        {
            if (path.Length > 0 || !name.AsSpan().SequenceEqual("lost+found"u8))
                _pending.Push((child, [.. path, .. name]));
        }
    }

    private void WriteInode(Inode inode, byte[] path)
    {
        var stat = rootfs.StatOf(inode);
        if (stat.Type == InodeType.Socket)
            return;
        if (stat.Type == InodeType.Directory)
        {
            path = [.. path, (byte)'/'];
            _tar.WriteEntry(EntryOf(inode, stat, path, TarEntryType.Directory));
            Push(inode, path);
        }
        else if (stat.Links > 1 && !_linked.TryAdd(inode, path))
        {
            _tar.WriteEntry(EntryOf(inode, stat, path, TarEntryType.HardLink));
        }
        else
        {
            _tar.WriteEntry(EntryOf(inode, stat, path, TypeOf(stat.Type)));
            if (stat.Type == InodeType.Regular)
                WriteContent(inode, stat.SizeBytes);
        }
    }

    private void WriteContent(Inode file, long size)
    {
        for (var done = 0L; done < size;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = rootfs.ReadContent(file, done, _buffer);
            _tar.WriteContent(_buffer.AsSpan(0, read));
            done += read;
        }
    }

    private NewTarEntry EntryOf(Inode inode, in InodeStat stat, byte[] path, TarEntryType type) => new()
    {
        Type = type,
        Path = path,
        LinkTarget = type switch
        {
            TarEntryType.HardLink => _linked[inode],
            TarEntryType.SymbolicLink => rootfs.TargetOf(inode),
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
        Xattrs = type == TarEntryType.HardLink ? [] : [.. rootfs.XattrsOf(inode).Select(xattr => new TarXattr(xattr.Name, xattr.Value))],
    };

    private static TarEntryType TypeOf(InodeType type) => type switch
    {
        InodeType.SymbolicLink => TarEntryType.SymbolicLink,
        InodeType.CharacterDevice => TarEntryType.CharacterDevice,
        InodeType.BlockDevice => TarEntryType.BlockDevice,
        InodeType.Fifo => TarEntryType.Fifo,
        _ => TarEntryType.Regular,
    };
}
