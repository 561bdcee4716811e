using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Images.Layers;

/// <summary>
/// Tells in one read whether a file is the filesystem it should be: its ext4 superblock must carry the identity that follows from the layers, and
/// must count as many blocks as the file has. The writer puts the superblock last. A machine was once booted from a stale device elsewhere;
/// here a name alone is not believed.
/// <code>
/// superblock at byte 1024: 004 blocks u32 · 018 log2(block)-10 u32 · 038 magic u16 · 068 uuid[16] · 150 blocks, high half u32
/// </code>
/// Linux, fs/ext4/ext4.h, struct ext4_super_block.
/// </summary>
internal static class FilesystemIdentity
{
    private const int SuperblockOffset = 1024;
    private const int SuperblockBytes = 1024;
    private const ushort Ext4Magic = 0xEF53;
    private const uint MaxBlockLog = 6;

    /// <summary>False when the file is another, or is not whole.</summary>
    public static bool Matches(SafeFileHandle file, Guid uuid) => Read(file) is { } found && found.Uuid == uuid && found.Bytes == (ulong)RandomAccess.GetLength(file);

    /// <summary>The UUID of the filesystem in a file or on a device, and how many bytes it says that it has; null when there is no ext4.</summary>
    public static (Guid Uuid, ulong Bytes)? Read(SafeFileHandle file)
    {
        Span<byte> superblock = stackalloc byte[SuperblockBytes];
        if (RandomAccess.Read(file, superblock, SuperblockOffset) != SuperblockBytes)
            return null;
        var blockLog = BinaryPrimitives.ReadUInt32LittleEndian(superblock[0x18..]);
        if (BinaryPrimitives.ReadUInt16LittleEndian(superblock[0x38..]) != Ext4Magic || blockLog > MaxBlockLog)
            return null;
        var blocks = BinaryPrimitives.ReadUInt32LittleEndian(superblock[0x04..])
            | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(superblock[0x150..]) << 32);
        return (new Guid(superblock.Slice(0x68, 16), bigEndian: true), blocks << (10 + (int)blockLog));
    }
}
