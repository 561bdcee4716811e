using System.Buffers.Binary;
using Slipway.Filesystems.Ext4.Layout;

namespace Slipway.Filesystems.Ext4.Reading;

/// <summary>One inode as an image has it; offsets as drawn at <see cref="InodeLayout"/>.</summary>
internal sealed class InodeImage
{
    /// <summary>Inodes had 128 bytes once; what follows is counted by i_extra_isize.</summary>
    public const int OldBytes = 128;
    public const int GenerationOffset = 0x64;
    private const uint EncryptedFlag = 0x800;
    private const uint InlineDataFlag = 0x10000000;
    private const uint XattrInodeFlag = 0x200000;
    private readonly byte[] _bytes;

    private InodeImage(uint number, byte[] bytes, InodeStat stat)
    {
        Number = number;
        _bytes = bytes;
        Stat = stat;
    }

    public uint Number { get; }

    public InodeStat Stat { get; }

    public uint Generation => Read32(_bytes, GenerationOffset);

    public bool HasExtents => (Flags & InodeLayout.ExtentsFlag) != 0;

    public bool IsIndexed => (Flags & InodeLayout.IndexFlag) != 0;

    /// <summary>Extent tree, short link target or device number.</summary>
    public ReadOnlySpan<byte> Place => _bytes.AsSpan(InodeLayout.BlockOffset, InodeLayout.BlockBytes);

    /// <summary>The block of extended attributes, 0 for none.</summary>
    public ulong XattrBlock => Read32(_bytes, InodeLayout.XattrBlockOffset) | (ulong)BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(0x76)) << 32;

    /// <summary>What follows the inode's fields: perhaps extended attributes.</summary>
    public ReadOnlySpan<byte> Tail => _bytes.AsSpan(OldBytes + ExtraBytesOf(_bytes));

    private uint Flags => Read32(_bytes, 0x20);

    public static int ExtraBytesOf(ReadOnlySpan<byte> inode) =>
        inode.Length <= OldBytes ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(inode[OldBytes..]);

    public static InodeImage Parse(ReadOnlySpan<byte> bytes, uint number, Volume volume)
    {
        var mode = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        var links = BinaryPrimitives.ReadUInt16LittleEndian(bytes[0x1A..]);
        if (links == 0 || !Tree.FileMode.TryTypeOf(mode, out var type))
            throw new FilesystemException($"inode {number} has mode {Convert.ToString(mode, 8)} and {links} names: it is not in use, but a directory names it");
        if (ExtraBytesOf(bytes) is var extra && (extra > bytes.Length - OldBytes || (extra & 3) != 0))
            throw new FilesystemException($"inode {number} says that it has {extra} bytes more than {OldBytes}; inodes have {bytes.Length} here");
        var size = Read32(bytes, 0x04) | (long)Read32(bytes, 0x6C) << 32;
        if (size < 0 || size > (long)uint.MaxValue << volume.BlockBits)
            throw new FilesystemException($"inode {number} says that it has a size of {size} bytes: no ext4 file has");
        if ((Read32(bytes, 0x20) & (EncryptedFlag | InlineDataFlag | XattrInodeFlag)) is not 0 and var flags)
        {
            throw new FilesystemException(
                $"inode {number} is encrypted, has its content inline or is part of another's attributes (flags 0x{flags:x}): unsupported");
        }

        var (major, minor) = type is InodeType.CharacterDevice or InodeType.BlockDevice ? DeviceOf(bytes) : (0, 0);
        if (type is not (InodeType.Regular or InodeType.Directory or InodeType.SymbolicLink))
            size = 0;
        return new InodeImage(number, bytes.ToArray(), new InodeStat(type, AttributesOf(bytes, mode), links, size, major, minor));
    }

    private static Attributes AttributesOf(ReadOnlySpan<byte> bytes, ushort mode)
    {
        var uid = BinaryPrimitives.ReadUInt16LittleEndian(bytes[0x02..]) | (uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes[0x78..]) << 16;
        var gid = BinaryPrimitives.ReadUInt16LittleEndian(bytes[0x18..]) | (uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes[0x7A..]) << 16;
        const int ExtraTime = 0x88;
        var more = ExtraBytesOf(bytes) >= ExtraTime + sizeof(uint) - OldBytes ? Read32(bytes, ExtraTime) : 0;
        var seconds = (int)Read32(bytes, 0x10) + ((long)(more & 3) << 32);
        return new Attributes((ushort)(mode & Tree.FileMode.PermissionMask), uid, gid, seconds, Math.Min(more >> 2, 999_999_999));
    }

    /// <summary>Small numbers stand in the first word, others in the second: see <see cref="InodeLayout.WriteDevice"/>.</summary>
    private static (uint Major, uint Minor) DeviceOf(ReadOnlySpan<byte> bytes)
    {
        if (Read32(bytes, InodeLayout.BlockOffset) is not 0 and var small)
            return (small >> 8 & 0xFF, small & 0xFF);
        var large = Read32(bytes, InodeLayout.BlockOffset + sizeof(uint));
        return (large >> 8 & 0xFFF, large & 0xFF | large >> 12 & 0xFFF00);
    }

    private static uint Read32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
}
