using System.Buffers.Binary;
using Slipway.Filesystems.Xattrs;

namespace Slipway.Filesystems.Ext4.Xattrs;

/// <summary>
/// Entries that grow from the front towards values that grow from the back, as in the inode and in an attribute block (Linux
/// fs/ext4/xattr.h, struct ext4_xattr_entry):
/// <code>
/// name length u8 | namespace u8 | value offset u16 | value inode u32 | value size u32 | hash u32 | name, padded to 4 bytes
/// …
/// 0 u32                                   ends the entries
/// … values, each padded to 4 bytes, the first entry's last
/// </code>
/// </summary>
internal static class XattrRegion
{
    public const int HeaderBytes = 16;

    /// <summary>The zeros behind the last entry.</summary>
    public const int EndBytes = 4;

    public static int Pad(int bytes) => (bytes + 3) & ~3;

    public static int EntryBytes(int nameBytes) => HeaderBytes + Pad(nameBytes);

    /// <summary>The room that an attribute takes: an entry and a value.</summary>
    public static int StoredBytes(Xattr attribute) => EntryBytes(attribute.Name.Rest.Length) + Pad(attribute.Value.Length);

    /// <summary>Fills a zeroed region that is large enough.</summary>
    /// <param name="region">From the first entry to the end of the values.</param>
    /// <param name="offsetBase">What a value's offset counts in addition: the distance of the region from where offsets start.</param>
    /// <param name="hashed">Entries of a block carry hashes, those in an inode do not.</param>
    public static void Write(Span<byte> region, IEnumerable<Xattr> attributes, int offsetBase, bool hashed)
    {
        var (front, back) = (0, region.Length);
        foreach (var attribute in attributes)
        {
            var name = attribute.Name.Rest.Span;
            back -= Pad(attribute.Value.Length);
            attribute.Value.CopyTo(region[back..]);
            var entry = region.Slice(front, EntryBytes(name.Length));
            entry[0] = (byte)name.Length;
            entry[1] = attribute.Name.Namespace;
            var offset = attribute.Value.Length == 0 ? 0 : offsetBase + back;
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], (ushort)offset);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], (uint)attribute.Value.Length);
            if (hashed)
                BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], Hash(name, region.Slice(back, Pad(attribute.Value.Length))));
            name.CopyTo(entry[HeaderBytes..]);
            front += entry.Length;
        }
    }

    /// <summary>ext4_xattr_hash_entry: over the name's bytes and the padded value's words.</summary>
    public static uint Hash(ReadOnlySpan<byte> name, ReadOnlySpan<byte> paddedValue)
    {
        var hash = 0u;
        foreach (var value in name)
            hash = uint.RotateLeft(hash, 5) ^ value;
        for (; !paddedValue.IsEmpty; paddedValue = paddedValue[sizeof(uint)..])
            hash = uint.RotateLeft(hash, 16) ^ BinaryPrimitives.ReadUInt32LittleEndian(paddedValue);
        return hash;
    }
}
