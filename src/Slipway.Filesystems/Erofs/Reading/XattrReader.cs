using System.Buffers.Binary;
using Slipway.Filesystems.Erofs.Layout;
using Slipway.Filesystems.Xattrs;

namespace Slipway.Filesystems.Erofs.Reading;

/// <summary>Reads extended attributes, those behind the inode and those that inodes share; layouts are drawn at <see cref="XattrBody"/>.</summary>
internal sealed class XattrReader(Volume volume, MetadataInput input)
{
    /// <summary>Names with their namespace, values as getxattr(2) gives them.</summary>
    public List<(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value)> Read(InodeImage inode)
    {
        var attributes = new List<(ReadOnlyMemory<byte>, ReadOnlyMemory<byte>)>();
        if (inode.XattrBytes == 0)
            return attributes;
        var purpose = $"the extended attributes of inode {inode.Nid}";
        if (inode.TailPosition > volume.LengthBytes)
            throw Damaged(inode, $"{inode.XattrBytes} bytes of them exceed the filesystem");
        var body = new byte[inode.XattrBytes];
        input.Read(inode.XattrPosition, body, purpose);
        var shared = body[4];
        if (shared * sizeof(uint) > body.Length - XattrBody.HeaderBytes)
            throw Damaged(inode, $"{shared} shared ones exceed their {body.Length} bytes");
        ReadOnlyMemory<byte> rest = body.AsMemory(XattrBody.HeaderBytes);
        for (var i = 0; i < shared; i++)
        {
            attributes.Add(ReadShared(inode, BinaryPrimitives.ReadUInt32LittleEndian(rest.Span), purpose));
            rest = rest[sizeof(uint)..];
        }

        // mkfs.erofs leaves zeros behind the last.
        while (rest.Length >= XattrBody.EntryHeaderBytes && rest.Span[..XattrBody.EntryHeaderBytes].ContainsAnyExcept((byte)0))
        {
            var bytes = BytesOf(rest.Span);
            if (bytes > rest.Length)
                throw Damaged(inode, $"an entry of {bytes} bytes has {rest.Length} bytes of room");
            attributes.Add(Decode(inode, rest));
            rest = rest[bytes..];
        }

        return attributes;
    }

    private (ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value) ReadShared(InodeImage inode, uint id, string purpose)
    {
        var position = ((long)volume.SharedXattrBlock << volume.BlockBits) + (long)id * sizeof(uint);
        var header = new byte[XattrBody.EntryHeaderBytes];
        input.Read(position, header, purpose);
        var entry = new byte[BytesOf(header)];
        input.Read(position, entry, purpose);
        return Decode(inode, entry);
    }

    private static int BytesOf(ReadOnlySpan<byte> entry) => XattrBody.EntryBytes(entry[0], BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]));

    private static (ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value) Decode(InodeImage inode, ReadOnlyMemory<byte> entry)
    {
        var length = entry.Span[0];
        var name = new XattrName(entry.Span[1], entry.Slice(XattrBody.EntryHeaderBytes, length));
        var value = entry.Slice(XattrBody.EntryHeaderBytes + length, BinaryPrimitives.ReadUInt16LittleEndian(entry.Span[2..]));
        if (name.ToBytes() is not { } full || name.IsAcl != name.Rest.IsEmpty || name.Rest.Span.Contains((byte)0))
            throw Damaged(inode, $"'{name}' is not the name of an attribute, or of one that is unsupported");
        try
        {
            if (name.IsAcl)
                PosixAcl.ToDisk(value.Span);
        }
        catch (FilesystemException error)
        {
            throw new FilesystemException($"extended attribute '{name}' of inode {inode.Nid}: {error.Message}", error);
        }

        return (full, value);
    }

    private static FilesystemException Damaged(InodeImage inode, string how) => new($"extended attributes of inode {inode.Nid}: {how}");
}
