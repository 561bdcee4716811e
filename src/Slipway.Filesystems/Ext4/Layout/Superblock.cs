using System.Buffers.Binary;
using System.Text;
using Slipway.Filesystems.Blocks;

namespace Slipway.Filesystems.Ext4.Layout;

/// <summary>
/// The superblock: 1024 bytes, little-endian; the first at byte 1024 of the device, copies at the start of the groups that
/// <see cref="Geometry.HasSuperblock"/> names (struct ext4_super_block, Linux fs/ext4/ext4.h).
/// <code>
/// 000 inodes            004 blocks          00c free blocks      010 free inodes     014 first data block
/// 018 log2(block)-10    01c log2(cluster)   020 blocks/group     024 clusters/group  028 inodes/group
/// 030 write time        036 max mounts u16  038 magic u16 EF53   03a state u16 1     03c on error u16 1
/// 04c revision 1        054 first inode     058 inode size u16   05a group of copy u16
/// 05c compat            060 incompat        064 ro compat        068 uuid[16]        078 label[16]
/// 0ec hash seed[16]     0fc hash version u8 0fe desc size u16    100 mount options   108 creation time
/// 15c min extra isize u16  15e wanted u16   160 flags            174 log2(groups/flex) u8  175 checksum type u8
/// 3fc crc32c of all before
/// </code>
/// </summary>
internal sealed record Superblock
{
    public const int SizeBytes = 1024;
    public const int PrimaryOffset = 1024;
    public const ushort Magic = 0xEF53;
    public const byte HalfMd4 = 1;
    public const uint UnsignedHash = 2;

    /// <summary>i_extra_isize: the fields up to and including i_projid.</summary>
    public const ushort ExtraInodeSizeBytes = 32;

    /// <summary>16 groups in a flexible group, as mke2fs has it: the unit in which the kernel spreads directories.</summary>
    private const byte LogGroupsPerFlex = 4;

    private const ushort Clean = 1;
    private const ushort ContinueOnError = 1;
    private const uint UserXattrAndAcl = 0xC;
    private const byte ChecksumCrc32C = 1;

    public required uint Inodes { get; init; }

    public required uint Blocks { get; init; }

    public required uint FreeBlocks { get; init; }

    public required uint FreeInodes { get; init; }

    public required uint InodesPerGroup { get; init; }

    public required Guid Uuid { get; init; }

    public required string Label { get; init; }

    public required uint CreatedSeconds { get; init; }

    /// <summary>Fills 1024 bytes, zeroed or an earlier copy, with the copy that stands in <paramref name="group"/>.</summary>
    public void Write(Span<byte> target, uint group)
    {
        Put32(target, 0x00, Inodes);
        Put32(target, 0x04, Blocks);
        Put32(target, 0x0C, FreeBlocks);
        Put32(target, 0x10, FreeInodes);
        Put32(target, 0x18, Geometry.BlockBits - 10);
        Put32(target, 0x1C, Geometry.BlockBits - 10);
        Put32(target, 0x20, Geometry.BlocksPerGroup);
        Put32(target, 0x24, Geometry.BlocksPerGroup);
        Put32(target, 0x28, InodesPerGroup);
        Put32(target, 0x30, CreatedSeconds);
        Put16(target, 0x36, ushort.MaxValue);
        Put16(target, 0x38, Magic);
        Put16(target, 0x3A, Clean);
        Put16(target, 0x3C, ContinueOnError);
        Put32(target, 0x40, CreatedSeconds);
        Put32(target, 0x4C, 1);
        Put32(target, 0x54, Geometry.FirstInode);
        Put16(target, 0x58, Geometry.InodeSizeBytes);
        Put16(target, 0x5A, (ushort)group);
        Put32(target, 0x5C, Features.Compat);
        Put32(target, 0x60, Features.Incompat);
        Put32(target, 0x64, Features.ReadOnly);
        Uuid.TryWriteBytes(target[0x68..], bigEndian: true, out _);
        Encoding.UTF8.GetBytes(Label, target[0x78..0x88]);
        WriteTail(target);
    }

    private void WriteTail(Span<byte> target)
    {
        Uuid.TryWriteBytes(target[0xEC..], bigEndian: true, out _);
        target[0xFC] = HalfMd4;
        Put32(target, 0x100, UserXattrAndAcl);
        Put32(target, 0x108, CreatedSeconds);
        Put16(target, 0x15C, ExtraInodeSizeBytes);
        Put16(target, 0x15E, ExtraInodeSizeBytes);
        Put32(target, 0x160, UnsignedHash);
        target[0x174] = LogGroupsPerFlex;
        target[0x175] = ChecksumCrc32C;
        Put32(target, 0x3FC, Crc32C.Update(Crc32C.Initial, target[..0x3FC]));
    }

    private static void Put16(Span<byte> target, int offset, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(target[offset..], value);

    private static void Put32(Span<byte> target, int offset, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(target[offset..], value);
}
