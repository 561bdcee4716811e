using System.Buffers.Binary;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Ext4.Layout;

namespace Slipway.Filesystems.Ext4.Directories;

/// <summary>
/// One block of directory entries (struct ext4_dir_entry_2):
/// <code>
/// inode u32 | record length u16 | name length u8 | type u8 | name, padded to 4 bytes
/// … the last entry's record reaches to the tail …
/// 0 u32 | 12 u16 | 0 u8 | 0xDE u8 | crc32c u32          looks like an unused entry to old readers
/// </code>
/// </summary>
internal sealed class DirectoryBlock
{
    public const int HeaderBytes = 8;
    public const int TailBytes = 12;
    public const byte TailType = 0xDE;

    /// <summary>What entries may fill.</summary>
    public const int RoomBytes = Geometry.BlockSizeBytes - TailBytes;
    private readonly byte[] _bytes = new byte[Geometry.BlockSizeBytes];
    private int _used;
    private int _last;

    public static int RecordBytes(int nameLength) => (HeaderBytes + nameLength + 3) & ~3;

    public bool HasRoomFor(int nameLength) => _used + RecordBytes(nameLength) <= RoomBytes;

    public void Add(uint inode, byte type, ReadOnlySpan<byte> name)
    {
        var length = RecordBytes(name.Length);
        WriteEntry(_bytes.AsSpan(_used), inode, (ushort)length, type, name);
        _last = _used;
        _used += length;
    }

    /// <summary>Stretches the last record over the free room, adds the checksum, and starts afresh: the bytes are valid until then.</summary>
    public ReadOnlySpan<byte> Finish(uint inodeSeed)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(_last + 4), (ushort)(RoomBytes - _last));
        _bytes.AsSpan(_used).Clear();
        var tail = _bytes.AsSpan(RoomBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(tail[4..], TailBytes);
        tail[7] = TailType;
        BinaryPrimitives.WriteUInt32LittleEndian(tail[8..], Crc32C.Update(inodeSeed, _bytes.AsSpan(0, RoomBytes)));
        _used = 0;
        _last = 0;
        return _bytes;
    }

    public static void WriteEntry(Span<byte> target, uint inode, ushort recordBytes, byte type, ReadOnlySpan<byte> name)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, inode);
        BinaryPrimitives.WriteUInt16LittleEndian(target[4..], recordBytes);
        target[6] = (byte)name.Length;
        target[7] = type;
        name.CopyTo(target[HeaderBytes..]);
        target[(HeaderBytes + name.Length)..RecordBytes(name.Length)].Clear();
    }
}
