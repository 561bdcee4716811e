using System.Buffers.Binary;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Ext4.Xattrs;
using Slipway.Filesystems.Xattrs;

namespace Slipway.Filesystems.Ext4.Reading;

/// <summary>Reads extended attributes from their two places; layouts are drawn at <see cref="XattrRegion"/> and <see cref="XattrBlock"/>.</summary>
internal sealed class XattrReader
{
    private readonly Volume _volume;
    private readonly BlockInput _input;

    public XattrReader(Volume volume, BlockInput input)
    {
        _volume = volume;
        _input = input;
    }

    /// <summary>Names with their namespace, values as getxattr(2) gives them.</summary>
    public List<(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value)> Read(InodeImage inode)
    {
        var attributes = new List<(ReadOnlyMemory<byte>, ReadOnlyMemory<byte>)>();
        var tail = inode.Tail;
        if (tail.Length > sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(tail) == XattrBlock.Magic)
            ReadRegion(inode, tail[sizeof(uint)..], 0, attributes);
        if (inode.XattrBlock != 0)
            ReadBlock(inode, attributes);
        return attributes;
    }

    private void ReadBlock(InodeImage inode, List<(ReadOnlyMemory<byte>, ReadOnlyMemory<byte>)> attributes)
    {
        var number = inode.XattrBlock;
        var block = _input.Block(number, $"the extended attributes of inode {inode.Number}");
        if (BinaryPrimitives.ReadUInt32LittleEndian(block) != XattrBlock.Magic || BinaryPrimitives.ReadUInt32LittleEndian(block[8..]) != 1)
            throw Damaged(inode, $"block {number} does not begin as a block of attributes");
        if (_volume.Seed is { } seed
            && XattrBlock.Checksum(block, number, seed) != BinaryPrimitives.ReadUInt32LittleEndian(block[XattrBlock.ChecksumOffset..]))
            throw Damaged(inode, $"the checksum of block {number} does not match");
        ReadRegion(inode, block[XattrBlock.HeaderBytes..], XattrBlock.HeaderBytes, attributes);
    }

    /// <param name="region">From the first entry to the end of the values.</param>
    /// <param name="offsetBase">What the offsets of values count in addition.</param>
    private static void ReadRegion(
        InodeImage inode, ReadOnlySpan<byte> region, int offsetBase, List<(ReadOnlyMemory<byte>, ReadOnlyMemory<byte>)> attributes)
    {
        for (var rest = region; ;)
        {
            if (rest.Length < XattrRegion.EndBytes)
                throw Damaged(inode, "its entries have no end");
            if (BinaryPrimitives.ReadUInt32LittleEndian(rest) == 0)
                return;
            if (rest.Length < XattrRegion.EntryBytes(rest[0]))
                throw Damaged(inode, $"an entry with a name of {rest[0]} bytes has {rest.Length} bytes of room");
            var name = new XattrName(rest[1], rest.Slice(XattrRegion.HeaderBytes, rest[0]).ToArray());
            attributes.Add(Decode(inode, name, ValueOf(inode, name, rest, region, offsetBase)));
            rest = rest[XattrRegion.EntryBytes(rest[0])..];
        }
    }

    private static ReadOnlySpan<byte> ValueOf(
        InodeImage inode, XattrName name, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> region, int offsetBase)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]) != 0)
            throw Damaged(inode, $"the value of '{name}' is in an inode of its own (ea_inode): unsupported");
        var size = BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]);
        if (size == 0)
            return [];
        var offset = BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]) - offsetBase;
        if (offset < 0 || offset > region.Length || size > region.Length - offset)
            throw Damaged(inode, $"the value of '{name}', {size} bytes at byte {offset}, exceeds the {region.Length} bytes of room");
        return region.Slice(offset, (int)size);
    }

    private static (ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value) Decode(InodeImage inode, XattrName name, ReadOnlySpan<byte> value)
    {
        if (name.ToBytes() is not { } full || name.IsAcl != name.Rest.IsEmpty || name.Rest.Span.Contains((byte)0))
            throw Damaged(inode, $"'{name}' is not the name of an attribute, or of one that is unsupported");
        try
        {
            return (full, name.IsAcl ? PosixAcl.ToWire(value) : value.ToArray());
        }
        catch (FilesystemException error)
        {
            throw new FilesystemException($"extended attribute '{name}' of inode {inode.Number}: {error.Message}", error);
        }
    }

    private static FilesystemException Damaged(InodeImage inode, string how) => new($"extended attributes of inode {inode.Number}: {how}");
}
