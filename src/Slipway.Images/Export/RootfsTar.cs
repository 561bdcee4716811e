using Slipway.Filesystems;
using Slipway.Images.Rootfs;
using Slipway.Oci.Tar;

namespace Slipway.Images.Export;

/// <summary>
/// Writes a rootfs as a tar: equal images give equal archives. Holes become zeros. The root itself and the <c>lost+found</c> that ext4 wants are left out. For one
/// use.
/// </summary>
/// <param name="rootfs">The layers as overlayfs shows them.</param>
/// <param name="directories">What a machine's writable layer adds to them.</param>
internal sealed class RootfsTar(OverlayTree rootfs, IReadOnlyList<RootfsDirectory> directories, Stream output, CancellationToken cancellationToken)
{
    private const int BufferBytes = 1 << 20;

    private readonly TarWriter _tar = new(output);
    private readonly Dictionary<(int Layer, Inode Inode), byte[]> _linked = [];
    private readonly byte[] _buffer = new byte[BufferBytes];

    /// <param name="root">Where to begin.</param>
    /// <exception cref="FilesystemException">The rootfs is damaged.</exception>
    public void Write(OverlayEntry root)
    {
        foreach (var visit in new RootfsWalk(rootfs, directories, withLostAndFound: false).From(root, cancellationToken).Where(visit => visit.Depth > 0))
            WriteEntry(visit);
        _tar.Finish();
    }

    private void WriteEntry(in RootfsVisit visit)
    {
        if (visit.Stat.Type == InodeType.Directory)
        {
            _tar.WriteEntry(DirectoryOf(visit));
        }
        else if (visit.Stat.Links > 1 && !_linked.TryAdd(visit.Inode, visit.Path))
        {
            _tar.WriteEntry(EntryOf(visit, visit.Path, TarEntryType.HardLink));
        }
        else
        {
            _tar.WriteEntry(EntryOf(visit, visit.Path, TypeOf(visit.Stat.Type)));
            if (visit.Stat.Type == InodeType.Regular)
                WriteContent(visit.Entry, visit.Stat.SizeBytes);
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

    private NewTarEntry DirectoryOf(in RootfsVisit visit)
    {
        byte[] tarPath = [.. visit.Path, (byte)'/'];
        if (visit.Described is not { } described)
            return EntryOf(visit, tarPath, TarEntryType.Directory);
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

    private NewTarEntry EntryOf(in RootfsVisit visit, byte[] path, TarEntryType type) => new()
    {
        Type = type,
        Path = path,
        LinkTarget = type switch
        {
            TarEntryType.HardLink => _linked[visit.Inode],
            TarEntryType.SymbolicLink => rootfs.LayerOf(visit.Entry).TargetOf(visit.Entry.Inode),
            _ => default(ReadOnlyMemory<byte>),
        },
        Mode = visit.Stat.Attributes.Mode,
        Uid = visit.Stat.Attributes.Uid,
        Gid = visit.Stat.Attributes.Gid,
        MtimeSeconds = visit.Stat.Attributes.MtimeSeconds,
        MtimeNanoseconds = visit.Stat.Attributes.MtimeNanoseconds,
        SizeBytes = type == TarEntryType.Regular ? visit.Stat.SizeBytes : 0,
        DeviceMajor = visit.Stat.Major,
        DeviceMinor = visit.Stat.Minor,
        Xattrs = type == TarEntryType.HardLink ? [] : [.. rootfs.XattrsOf(visit.Entry).Select(xattr => new TarXattr(xattr.Name, xattr.Value))],
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
