using System.Buffers.Binary;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Ext4.Extents;
using Slipway.Filesystems.Ext4.Layout;

namespace Slipway.Filesystems.Ext4.Reading;

/// <summary>
/// Reads extent trees; the layout is drawn at <see cref="ExtentTreeWriter"/>. Every node must keep within the file blocks that its parent
/// gives it and none may be empty: a node that is named twice cannot, so a hostile tree has no cycles and is not larger than it is on disk.
/// </summary>
internal sealed class ExtentReader
{
    /// <summary>EXT4_MAX_EXTENT_DEPTH.</summary>
    private const int MaximumDepth = 5;

    /// <summary>Bounds memory to 48 MiB: an 8 GiB file in pieces of 4 KiB.</summary>
    private const int MaximumExtents = 2 << 20;
    private readonly Volume _volume;
    private readonly BlockInput _input;

    public ExtentReader(Volume volume, BlockInput input)
    {
        _volume = volume;
        _input = input;
    }

    /// <summary>The written extents of an inode in order; those that are only allocated read as zeros like holes and are left out.</summary>
    public List<FileExtent> Read(InodeImage inode)
    {
        if (!inode.HasExtents)
        {
            if (inode.Stat.SizeBytes == 0)
                return [];
            throw new FilesystemException($"inode {inode.Number} keeps its blocks in the way of ext2 (block map): unsupported");
        }

        var extents = new List<FileExtent>();
        var depth = BinaryPrimitives.ReadUInt16LittleEndian(inode.Place[6..]);
        if (depth > MaximumDepth)
            throw Damaged(inode, $"its depth is {depth}, more than {MaximumDepth}");
        ReadNode(inode, inode.Place.ToArray(), depth, (0, 1UL << 32), extents);
        RequireDistinct(inode, extents);
        return extents;
    }

    private void ReadNode(InodeImage inode, byte[] node, int depth, (ulong From, ulong To) range, List<FileExtent> extents)
    {
        var count = EntriesOf(inode, node, depth);
        var next = range.From;
        for (var i = 0; i < count; i++)
        {
            var entry = node.AsSpan((i + 1) * ExtentTreeWriter.EntryBytes, ExtentTreeWriter.EntryBytes);
            var logical = BinaryPrimitives.ReadUInt32LittleEndian(entry);
            if (logical < next || logical >= range.To)
                throw Damaged(inode, $"file block {logical} stands where blocks {next} to {range.To - 1} are expected");
            if (depth == 0)
            {
                next = AddExtent(inode, entry, extents);
                continue;
            }

            var end = i + 1 < count ? BinaryPrimitives.ReadUInt32LittleEndian(node.AsSpan((i + 2) * ExtentTreeWriter.EntryBytes)) : range.To;
            ReadNode(inode, ReadChild(inode, entry), depth - 1, (logical, end), extents);
            next = logical + 1UL;
        }

        if (next > range.To)
            throw Damaged(inode, $"a node reaches to file block {next}, beyond the {range.To} that its parent gives it");
    }

    private static int EntriesOf(InodeImage inode, ReadOnlySpan<byte> node, int depth)
    {
        var magic = BinaryPrimitives.ReadUInt16LittleEndian(node);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(node[2..]);
        var capacity = BinaryPrimitives.ReadUInt16LittleEndian(node[4..]);
        var room = node.Length / ExtentTreeWriter.EntryBytes - 1;
        var stored = BinaryPrimitives.ReadUInt16LittleEndian(node[6..]);
        if (magic != ExtentTreeWriter.Magic || stored != depth || capacity > room || count > capacity)
            throw Damaged(inode, $"a node begins {Convert.ToHexString(node[..8])} where depth {depth} and at most {room} entries are expected");
        if (count == 0 && (node.Length > InodeLayout.BlockBytes || depth > 0))
            throw Damaged(inode, "a node is empty");
        return count;
    }

    private byte[] ReadChild(InodeImage inode, ReadOnlySpan<byte> entry)
    {
        var number = BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]) | (ulong)BinaryPrimitives.ReadUInt16LittleEndian(entry[8..]) << 32;
        var node = _input.Block(number, $"a node of the extent tree of inode {inode.Number}").ToArray();
        if (_volume.Seed is { } seed)
        {
            var end = (BinaryPrimitives.ReadUInt16LittleEndian(node.AsSpan(4)) + 1) * ExtentTreeWriter.EntryBytes;
            if (end > node.Length - sizeof(uint)
                || Crc32C.Update(seed.ForInode(inode.Number, inode.Generation), node.AsSpan(0, end)) != BinaryPrimitives.ReadUInt32LittleEndian(node.AsSpan(end)))
                throw Damaged(inode, $"the checksum of the node in block {number} does not match");
        }

        return node;
    }

    private ulong AddExtent(InodeImage inode, ReadOnlySpan<byte> entry, List<FileExtent> extents)
    {
        var logical = BinaryPrimitives.ReadUInt32LittleEndian(entry);
        uint length = BinaryPrimitives.ReadUInt16LittleEndian(entry[4..]);
        var written = length <= Extent.MaximumLength;
        if (!written)
            length -= Extent.MaximumLength;
        var physical = BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]) | (ulong)BinaryPrimitives.ReadUInt16LittleEndian(entry[6..]) << 32;
        if (length == 0 || !_volume.Holds(physical, length))
            throw Damaged(inode, $"file block {logical} should be {length} blocks from block {physical} on, which is outside the filesystem");
        if (written)
            extents.Add(new FileExtent(logical, length, physical));
        if (extents.Count > MaximumExtents)
            throw new FilesystemException($"inode {inode.Number} is in more than {MaximumExtents} pieces: this reader holds no more in memory");
        return (ulong)logical + length;
    }

    /// <summary>Without this a small image could hold a directory or file of any size made of one block.</summary>
    private static void RequireDistinct(InodeImage inode, List<FileExtent> extents)
    {
        if (extents.Count < 2)
            return;
        var end = 0UL;
        foreach (var extent in extents.OrderBy(static extent => extent.Physical))
        {
            if (extent.Physical < end)
                throw Damaged(inode, $"block {extent.Physical} is in the file twice");
            end = extent.Physical + extent.Length;
        }
    }

    private static FilesystemException Damaged(InodeImage inode, string how) => new($"the extent tree of inode {inode.Number} is damaged: {how}");
}
