using Microsoft.Win32.SafeHandles;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Erofs.Layout;
using Slipway.Filesystems.Erofs.Reading;

namespace Slipway.Filesystems.Erofs;

/// <summary>
/// Reads an EROFS filesystem from an image or a device without mounting it. Whoever wrote it is not trusted: the superblock's checksum is verified, every number is
/// checked against the filesystem's size before it is used, nothing is followed in circles, and all that is wrong comes out as a <see cref="FilesystemException"/>
/// that says where. Memory is bounded by 8 MiB of metadata and 26 MiB of a compressed file.
/// <para>
/// Reads what <see cref="ErofsWriter"/> makes, and mkfs.erofs without compression or with that of LZ4 and <c>-E legacy-compress</c>: any block size, compact and
/// extended inodes, inline data, chunks, shared extended attributes. Not read, with an error that says so: packed indexes of compressed files, other algorithms, several
/// devices, fragments, packed prefixes of attributes.
/// </para>
/// For one thread. The filesystem must not change while it is read.
/// </summary>
public sealed class ErofsReader : FilesystemReader
{
    /// <summary>Where <see cref="BlockSet"/> counts metadata in units of 32 bytes, behind all blocks.</summary>
    private const ulong MetadataUnits = 1UL << 40;

    private readonly Volume _volume;
    private readonly BlockInput _input;
    private readonly MetadataInput _metadata;
    private readonly XattrReader _xattrs;
    private OpenInode? _open;

    private ErofsReader(SafeFileHandle image, Volume volume)
        : base(volume.RootNid)
    {
        _volume = volume;
        _input = new BlockInput(image, volume.BlockBits, 0, volume.Blocks);
        _metadata = new MetadataInput(volume, _input);
        _xattrs = new XattrReader(volume, _metadata);
    }

    /// <summary>Reads the superblock.</summary>
    /// <param name="image">Seekable and readable; stays open and belongs to the caller, who closes it when done with the reader.</param>
    /// <exception cref="FilesystemException">No EROFS filesystem, a damaged one, or one with features that this reader does not have.</exception>
    public static ErofsReader Open(SafeFileHandle image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var head = new byte[Superblock.Offset + Superblock.SizeBytes];
        BlockInput.Read(image, 0, head);
        var length = RandomAccess.GetLength(image);
        if (Volume.FirstBlockBytes(head) is var bytes && bytes > head.Length && (length == 0 || bytes <= length))
            BlockInput.Read(image, 0, head = new byte[bytes]);
        var reader = new ErofsReader(image, Volume.Parse(head, length));
        reader.RequireDirectory(reader.Root);
        return reader;
    }

    /// <inheritdoc/>
    public override InodeStat StatOf(Inode inode) => Load(inode).Image.Stat;

    /// <inheritdoc/>
    public override IEnumerable<(ReadOnlyMemory<byte> Name, Inode Child)> EntriesOf(Inode directory)
    {
        var open = RequireDirectory(directory);
        var size = open.Image.Stat.SizeBytes;
        var map = open.Map;
        var reader = new DirectoryReader(open.Image, _volume);
        return Enumerate();

        IEnumerable<(ReadOnlyMemory<byte> Name, Inode Child)> Enumerate()
        {
            for (var offset = 0L; offset < size; offset += _volume.BlockSizeBytes)
            {
                var block = new byte[Math.Min(_volume.BlockSizeBytes, size - offset)];
                map.Read(offset, block);
                foreach (var entry in reader.Read(block))
                    yield return entry;
            }
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value)> XattrsOf(Inode inode) => _xattrs.Read(Load(inode).Image);

    /// <inheritdoc/>
    public override int ReadContent(Inode file, long offset, Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var open = RequireFile(file);
        if (offset >= open.Image.Stat.SizeBytes)
            return 0;
        target = target[..(int)Math.Min(target.Length, open.Image.Stat.SizeBytes - offset)];
        open.Map.Read(offset, target);
        return target.Length;
    }

    /// <inheritdoc/>
    public override IEnumerable<DataRun> DataRunsOf(Inode file)
    {
        return RequireFile(file).Map.Runs();
    }

    private protected override void RequireOwnBlocks(Inode inode, BlockSet blocks)
    {
        var open = Load(inode);
        var units = (open.Map.MetadataBytes + InodeLayout.SlotBytes - 1) / InodeLayout.SlotBytes;
        Require(MetadataUnits + inode.Number, (uint)Math.Min(units, uint.MaxValue), $"its place in the metadata, {open.Map.MetadataBytes} bytes,");
        foreach (var (start, length) in open.Map.Blocks())
            Require(start, length, $"one of the {length} blocks from {start} on");

        void Require(ulong start, uint length, string what)
        {
            if (!blocks.TryAdd(start, length))
                throw new FilesystemException($"inode {inode.Number} shares {what} with another: the image is damaged, or its files were made to share blocks");
        }
    }

    private protected override void ReadTarget(Inode symlink, Span<byte> target) => Load(symlink).Map.Read(0, target);

    private OpenInode Load(Inode inode)
    {
        if (_open?.Image.Nid != inode.Number)
            _open = new OpenInode(InodeImage.Read(inode.Number, _volume, _metadata), _volume, _metadata, _input);
        return _open;
    }

    private OpenInode RequireDirectory(Inode inode)
    {
        var open = Load(inode);
        if (open.Image.Stat.Type != InodeType.Directory)
            throw new FilesystemException($"inode {inode.Number} is a {open.Image.Stat.Type}, not a directory");
        return open;
    }

    private OpenInode RequireFile(Inode inode)
    {
        var open = Load(inode);
        if (open.Image.Stat.Type != InodeType.Regular)
            throw new FilesystemException($"inode {inode.Number} is a {open.Image.Stat.Type}: only regular files have content");
        return open;
    }
}
