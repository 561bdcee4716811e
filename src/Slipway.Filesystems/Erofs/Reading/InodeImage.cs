using System.Buffers.Binary;
using Slipway.Filesystems.Erofs.Layout;
using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems.Erofs.Reading;

/// <summary>One inode as an image has it; offsets as drawn at <see cref="InodeLayout"/>.</summary>
/// <param name="Nid">Its number.</param>
/// <param name="Layout">Where its data is.</param>
/// <param name="Place">The first block, the form of the chunk map, or the number of compressed blocks.</param>
/// <param name="XattrPosition">Where its extended attributes begin.</param>
/// <param name="XattrBytes">Their length.</param>
internal sealed record InodeImage(uint Nid, InodeStat Stat, DataLayout Layout, uint Place, long XattrPosition, int XattrBytes)
{
    /// <summary>Where what follows the attributes begins.</summary>
    public long TailPosition => XattrPosition + XattrBytes;

    /// <exception cref="FilesystemException">There is no inode, or it is damaged.</exception>
    public static InodeImage Read(uint nid, Volume volume, MetadataInput input)
    {
        var position = volume.PositionOf(nid);
        Span<byte> bytes = stackalloc byte[InodeLayout.ExtendedBytes];
        input.Read(position, bytes[..InodeLayout.CompactBytes], $"inode {nid}");
        var format = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        var layout = (DataLayout)(format >> 1);
        if ((format & ~InodeLayout.FormatMask) != 0 || layout > DataLayout.Chunks)
            throw new FilesystemException($"inode {nid} has the format 0x{format:x}: unsupported, or the image is damaged");
        var isExtended = (format & 1) != 0;
        if (isExtended)
            input.Read(position + InodeLayout.CompactBytes, bytes[InodeLayout.CompactBytes..], $"inode {nid}");
        var head = isExtended ? InodeLayout.ExtendedBytes : InodeLayout.CompactBytes;
        var place = BinaryPrimitives.ReadUInt32LittleEndian(bytes[0x10..]);
        var xattrs = XattrBody.BytesOf(BinaryPrimitives.ReadUInt16LittleEndian(bytes[0x02..]));
        return new InodeImage(nid, StatOf(nid, bytes, isExtended, place, volume), layout, place, position + head, xattrs);
    }

    private static InodeStat StatOf(uint nid, ReadOnlySpan<byte> bytes, bool isExtended, uint place, Volume volume)
    {
        var mode = BinaryPrimitives.ReadUInt16LittleEndian(bytes[0x04..]);
        var links = isExtended ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[0x2C..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes[0x06..]);
        if (links == 0 || !Tree.FileMode.TryTypeOf(mode, out var type))
            throw new FilesystemException($"inode {nid} has mode {Convert.ToString(mode, 8)} and {links} names: it is not in use, but a directory names it");
        var size = isExtended ? BinaryPrimitives.ReadInt64LittleEndian(bytes[0x08..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[0x08..]);
        if (size < 0)
            throw new FilesystemException($"inode {nid} says that it has a size of {(ulong)size} bytes: no file has");
        var isDevice = type is InodeType.CharacterDevice or InodeType.BlockDevice;
        var (major, minor) = isDevice ? DeviceNumber.Decode(place) : (0, 0);
        var hasData = type is InodeType.Regular or InodeType.Directory or InodeType.SymbolicLink;
        return new InodeStat(type, AttributesOf(bytes, mode, isExtended, volume), links, hasData ? size : 0, major, minor);
    }

    private static Attributes AttributesOf(ReadOnlySpan<byte> bytes, ushort mode, bool isExtended, Volume volume)
    {
        var permissions = (ushort)(mode & Tree.FileMode.PermissionMask);
        if (!isExtended)
        {
            return new Attributes(
                permissions, BinaryPrimitives.ReadUInt16LittleEndian(bytes[0x18..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[0x1A..]),
                volume.Time.Seconds, Math.Min(volume.Time.Nanoseconds, Attributes.MaximumNanoseconds));
        }

        return new Attributes(
            permissions, BinaryPrimitives.ReadUInt32LittleEndian(bytes[0x18..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[0x1C..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[0x20..]),
            Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(bytes[0x28..]), Attributes.MaximumNanoseconds));
    }
}
