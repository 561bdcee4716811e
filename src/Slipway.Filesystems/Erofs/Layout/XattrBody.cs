using System.Buffers.Binary;
using Slipway.Filesystems.Xattrs;

namespace Slipway.Filesystems.Erofs.Layout;

/// <summary>
/// The extended attributes of one inode, right behind it (struct erofs_xattr_ibody_header, erofs_xattr_entry). Access control lists are stored as getxattr(2)
/// gives them.
/// <code>
/// header  name filter u32 | shared ids u8 | zeros[7], then the shared ids u32 (written here: none)
/// entry   name length u8 | namespace u8 | value size u16 | name | value, padded to 4 bytes
/// </code>
/// The inode says how long that is in words: 0 for none, else 1 for the header and one for each 4 bytes behind it.
/// </summary>
internal sealed class XattrBody : IXattrRoom
{
    public const int HeaderBytes = 12;
    public const int EntryHeaderBytes = 4;

    /// <summary>As much as listxattr(2) gives the names of; the format's own 16 bits of words reach 256 KiB.</summary>
    private const int MaximumBytes = 65536;

    public string Description => $"an inode keeps {MaximumBytes} bytes of attributes here, {ushort.MaxValue} in each";

    public int BytesOf(Xattr attribute) => EntryBytes(attribute.Name.Rest.Length, attribute.Value.Length);

    public bool Fits(IReadOnlyList<Xattr> attributes) =>
        attributes.All(static attribute => attribute.Value.Length <= ushort.MaxValue) && attributes.Sum(BytesOf) <= MaximumBytes;

    public byte[] Encode(XattrName name, ReadOnlySpan<byte> value)
    {
        if (name.IsAcl)
            PosixAcl.ToDisk(value);
        return value.ToArray();
    }

    /// <summary>What the attributes of an inode take behind it, 0 for none.</summary>
    public static int Measure(IReadOnlyList<Xattr> attributes)
    {
        if (attributes.Count == 0)
            return 0;
        var bytes = HeaderBytes;
        foreach (var attribute in attributes)
            bytes += EntryBytes(attribute.Name.Rest.Length, attribute.Value.Length);
        return bytes;
    }

    public static int EntryBytes(int name, int value) => (EntryHeaderBytes + name + value + 3) & ~3;

    /// <summary>The length as an inode says it.</summary>
    public static ushort WordsOf(int bytes) => bytes == 0 ? (ushort)0 : (ushort)(1 + (bytes - HeaderBytes) / sizeof(uint));

    /// <summary>The opposite of <see cref="WordsOf"/>.</summary>
    public static int BytesOf(ushort words) => words == 0 ? 0 : HeaderBytes + (words - 1) * sizeof(uint);

    /// <summary>Fills zeroed room.</summary>
    public static void Write(Span<byte> target, IReadOnlyList<Xattr> attributes)
    {
        target = target[HeaderBytes..];
        foreach (var (name, value) in attributes)
        {
            target[0] = (byte)name.Rest.Length;
            target[1] = name.Namespace;
            BinaryPrimitives.WriteUInt16LittleEndian(target[2..], (ushort)value.Length);
            name.Rest.Span.CopyTo(target[EntryHeaderBytes..]);
            value.CopyTo(target[(EntryHeaderBytes + name.Rest.Length)..]);
            target = target[EntryBytes(name.Rest.Length, value.Length)..];
        }
    }
}
