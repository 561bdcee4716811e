using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Images.Layers;

/// <summary>
/// Tells in one read whether a file is the filesystem it should be: its superblock must carry the identity that follows from the layers, and
/// must count as many blocks as the file has. The writer puts the superblock last. A machine was once booted from a stale device elsewhere;
/// here a name alone is not believed.
/// <code>
/// superblock at byte 1024
/// ext4     004 blocks u32 · 018 log2(block)-10 u32 · 038 magic u16 · 068 uuid[16] · 150 blocks, high half u32
/// EROFS    000 magic u32 · 00c log2(block) u8 · 024 blocks u32 · 030 uuid[16]
/// </code>
/// Linux, fs/ext4/ext4.h, struct ext4_super_block; fs/erofs/erofs_fs.h, struct erofs_super_block.
/// </summary>
internal static class FilesystemIdentity
{
    private const int SuperblockOffset = 1024;
    private const int SuperblockBytes = 1024;
    private const ushort Ext4Magic = 0xEF53;
    private const uint ErofsMagic = 0xE0F5E1E2;

    /// <summary>The largest block of either, 64 KiB.</summary>
    private const int MaxBlockBits = 16;

    /// <summary>False when the file is another, or is not whole.</summary>
    public static bool Matches(SafeFileHandle file, Guid uuid) => Read(file) is { } found && found.Uuid == uuid && found.Bytes == (ulong)RandomAccess.GetLength(file);

    /// <summary>There is an EROFS in a file, whole or not.</summary>
    public static bool IsErofs(SafeFileHandle file)
    {
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        return RandomAccess.Read(file, magic, SuperblockOffset) == magic.Length && BinaryPrimitives.ReadUInt32LittleEndian(magic) == ErofsMagic;
    }

    /// <summary>The UUID of the filesystem in a file or on a device, and how many bytes it says that it has; null when there is neither ext4 nor EROFS.</summary>
    public static (Guid Uuid, ulong Bytes)? Read(SafeFileHandle file)
    {
        Span<byte> superblock = stackalloc byte[SuperblockBytes];
        if (RandomAccess.Read(file, superblock, SuperblockOffset) != SuperblockBytes)
            return null;
        return BinaryPrimitives.ReadUInt32LittleEndian(superblock) == ErofsMagic ? ReadErofs(superblock)
            : BinaryPrimitives.ReadUInt16LittleEndian(superblock[0x38..]) == Ext4Magic ? ReadExt4(superblock)
            : null;
    }

    private static (Guid Uuid, ulong Bytes)? ReadErofs(ReadOnlySpan<byte> superblock) =>
        Found(superblock.Slice(0x30, 16), BinaryPrimitives.ReadUInt32LittleEndian(superblock[0x24..]), superblock[0x0C]);

    private static (Guid Uuid, ulong Bytes)? ReadExt4(ReadOnlySpan<byte> superblock)
    {
        var blocks = BinaryPrimitives.ReadUInt32LittleEndian(superblock[0x04..])
            | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(superblock[0x150..]) << 32);
        return Found(superblock.Slice(0x68, 16), blocks, BinaryPrimitives.ReadUInt32LittleEndian(superblock[0x18..]) + 10UL);
    }

    private static (Guid Uuid, ulong Bytes)? Found(ReadOnlySpan<byte> uuid, ulong blocks, ulong blockBits) =>
        blockBits <= MaxBlockBits ? (new Guid(uuid, bigEndian: true), blocks << (int)blockBits) : null;
}
