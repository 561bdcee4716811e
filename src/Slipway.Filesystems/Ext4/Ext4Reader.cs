using Microsoft.Win32.SafeHandles;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Ext4.Layout;
using Slipway.Filesystems.Ext4.Reading;

namespace Slipway.Filesystems.Ext4;

/// <summary>
/// Reads an ext4 filesystem from an image or a device without mounting it. Whoever wrote it is not trusted: checksums (metadata_csum)
/// are verified as things are read, every number is checked against the filesystem's size before it is used, nothing is followed in
/// circles, and all that is wrong comes out as an <see cref="FilesystemException"/> that says where. Memory is bounded by 8 MiB of metadata, and
/// 48 MiB for a file in two million pieces.
/// <para>
/// Reads what <see cref="Ext4Writer"/> and mke2fs make: any block size, extents, 64bit, flex_bg, with or without journal. Not read,
/// with an error that says so: journals that wait to be replayed, block maps, inline_data, ea_inode, encryption, meta_bg.
/// </para>
/// For one thread. The filesystem must not change while it is read.
/// </summary>
public sealed partial class Ext4Reader : FilesystemReader
{
    private readonly Volume _volume;
    private readonly BlockInput _input;
    private readonly InodeReader _inodes;
    private readonly ExtentReader _extents;
    private readonly DirectoryReader _directories;
    private readonly XattrReader _xattrs;
    private OpenInode? _open;

    private Ext4Reader(SafeFileHandle image, Volume volume)
        : base(Geometry.RootInode)
    {
        _volume = volume;
        _input = new BlockInput(image, volume.BlockBits, volume.FirstBlock, volume.Blocks);
        _inodes = new InodeReader(volume, _input);
        _extents = new ExtentReader(volume, _input);
        _directories = new DirectoryReader(volume, _input);
        _xattrs = new XattrReader(volume, _input);
    }

    /// <summary>Reads the superblock.</summary>
    /// <param name="image">Seekable and readable; stays open and belongs to the caller, who closes it when done with the reader.</param>
    /// <exception cref="FilesystemException">No ext4 filesystem, a damaged one, or one with features that this reader does not have.</exception>
    public static Ext4Reader Open(SafeFileHandle image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var superblock = new byte[Superblock.SizeBytes];
        BlockInput.Read(image, Superblock.PrimaryOffset, superblock);
        var reader = new Ext4Reader(image, Volume.Parse(superblock, RandomAccess.GetLength(image)));
        reader.RequireDirectory(reader.Root);
        return reader;
    }

    /// <inheritdoc/>
    public override InodeStat StatOf(Inode inode) => Load(inode).Image.Stat;

    /// <inheritdoc/>
    public override IEnumerable<(ReadOnlyMemory<byte> Name, Inode Child)> EntriesOf(Inode directory)
    {
        var open = RequireDirectory(directory);
        return _directories.Read(open.Image, open.Extents);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value)> XattrsOf(Inode inode) => _xattrs.Read(Load(inode).Image);

    private protected override void ReadTarget(Inode symlink, Span<byte> target)
    {
        var open = Load(symlink);
        if (!open.Image.HasExtents && target.Length <= Geometry.MaximumFastTargetBytes)
            open.Image.Place[..target.Length].CopyTo(target);
        else
            ReadBytes(open, 0, target);
    }

    private protected override void RequireOwnBlocks(Inode inode, BlockSet blocks)
    {
        foreach (var extent in Load(inode).Extents)
        {
            if (!blocks.TryAdd(extent.Physical, extent.Length))
            {
                throw new FilesystemException(
                    $"inode {inode.Number} shares one of the {extent.Length} blocks from {extent.Physical} on with another: the image is damaged");
            }
        }
    }

    private OpenInode Load(Inode inode)
    {
        if (_open?.Image.Number != inode.Number)
            _open = new OpenInode(_inodes.Read(inode.Number), _extents);
        return _open;
    }

    private OpenInode RequireDirectory(Inode inode)
    {
        var open = Load(inode);
        if (open.Image.Stat.Type != InodeType.Directory)
            throw new FilesystemException($"inode {inode.Number} is a {open.Image.Stat.Type}, not a directory");
        return open;
    }
}
