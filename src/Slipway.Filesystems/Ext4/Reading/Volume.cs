using System.Buffers.Binary;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Ext4.Layout;

namespace Slipway.Filesystems.Ext4.Reading;

/// <summary>What the superblock says, checked: sizes and counts that all later arithmetic relies on. Offsets: <see cref="Superblock"/>.</summary>
internal sealed record Volume
{
    private const uint IncompatRecover = 0x4;
    private const uint Incompat64Bit = 0x80;
    private const uint IncompatChecksumSeed = 0x2000;
    private const uint IncompatLargeDirectories = 0x4000;
    private const uint Understood = Features.Incompat | IncompatRecover | Incompat64Bit | IncompatChecksumSeed | IncompatLargeDirectories;
    private const int MaximumBlockBits = 16;

    public required int BlockBits { get; init; }

    public required uint FirstBlock { get; init; }

    public required ulong Blocks { get; init; }

    public required uint BlocksPerGroup { get; init; }

    public required uint Inodes { get; init; }

    public required uint InodesPerGroup { get; init; }

    public required int InodeSizeBytes { get; init; }

    public required int DescriptorSizeBytes { get; init; }

    public required uint FirstInode { get; init; }

    /// <summary>Null when the filesystem has no metadata_csum: then nothing can be verified.</summary>
    public required ChecksumSeed? Seed { get; init; }

    public int BlockSizeBytes => 1 << BlockBits;

    public ulong Groups => (Blocks - FirstBlock + BlocksPerGroup - 1) / BlocksPerGroup;

    /// <summary>Whether a run of blocks lies within the filesystem.</summary>
    public bool Holds(ulong block, uint length) => block >= FirstBlock && block < Blocks && length <= Blocks - block;

    /// <exception cref="FilesystemException">Not ext4, damaged, or with features this reader does not have.</exception>
    public static Volume Parse(ReadOnlySpan<byte> superblock, long lengthBytes)
    {
        if (Read16(superblock, 0x38) != Superblock.Magic)
            throw new FilesystemException($"no ext4 filesystem: the magic at byte {Superblock.PrimaryOffset + 0x38} is 0x{Read16(superblock, 0x38):x4}, not 0xef53");
        var readOnly = Read32(superblock, 0x64);
        var checksums = (readOnly & Features.ReadOnlyMetadataChecksums) != 0;
        if (checksums && Crc32C.Update(Crc32C.Initial, superblock[..0x3FC]) != Read32(superblock, 0x3FC))
            throw new FilesystemException("the superblock's checksum does not match: the image is damaged");
        var incompat = Read32(superblock, 0x60);
        RequireUnderstood(incompat);
        var is64Bit = (incompat & Incompat64Bit) != 0;
        var volume = new Volume
        {
            BlockBits = (int)Math.Min(Read32(superblock, 0x18), MaximumBlockBits) + 10,
            FirstBlock = Read32(superblock, 0x14),
            Blocks = Read32(superblock, 0x04) | (is64Bit ? (ulong)Read32(superblock, 0x150) << 32 : 0),
            BlocksPerGroup = Read32(superblock, 0x20),
            Inodes = Read32(superblock, 0x00),
            InodesPerGroup = Read32(superblock, 0x28),
            InodeSizeBytes = Read16(superblock, 0x58),
            DescriptorSizeBytes = is64Bit ? Read16(superblock, 0xFE) : Geometry.DescriptorSizeBytes,
            FirstInode = Read32(superblock, 0x54),
            Seed = checksums ? SeedOf(superblock, incompat) : null,
        };
        volume.Check(lengthBytes);
        return volume;
    }

    private static void RequireUnderstood(uint incompat)
    {
        var unknown = incompat & ~Understood;
        if (unknown != 0)
        {
            var names = FeatureNames.Of(unknown);
            throw new FilesystemException($"unsupported ext4 features {names}: make the filesystem without them");
        }

        if ((incompat & IncompatRecover) != 0)
            throw new FilesystemException("the filesystem was not unmounted and its journal waits to be replayed: mount it once or run e2fsck on it");
        if ((incompat & (Features.IncompatFileType | Features.IncompatExtents)) != (Features.IncompatFileType | Features.IncompatExtents))
            throw new FilesystemException("the filesystem has no extents or no types in its directories: it is ext2 or ext3, which this reader does not read");
    }

    private static ChecksumSeed SeedOf(ReadOnlySpan<byte> superblock, uint incompat) =>
        new((incompat & IncompatChecksumSeed) != 0
            ? Read32(superblock, 0x270)
            : Crc32C.Update(Crc32C.Initial, superblock.Slice(0x68, 16)));

    private void Check(long lengthBytes)
    {
        Require(BlockBits <= MaximumBlockBits, "blocks larger than 64 KiB");
        Require(FirstBlock == (BlockBits == 10 ? 1u : 0), $"{FirstBlock} as its first block");
        Require(Blocks > FirstBlock && Blocks <= (ulong)(long.MaxValue >> BlockBits), $"{Blocks} blocks");
        Require(
            lengthBytes == 0 || (long)Blocks << BlockBits <= lengthBytes,
            $"{Blocks} blocks of {BlockSizeBytes} bytes, but the image has {lengthBytes} bytes");
        Require(BlocksPerGroup is >= 8 and <= 1u << 20, $"{BlocksPerGroup} blocks in a group");
        Require(
            InodeSizeBytes >= 128 && InodeSizeBytes <= BlockSizeBytes && int.IsPow2(InodeSizeBytes), $"inodes of {InodeSizeBytes} bytes");
        Require(InodesPerGroup >= 1 && InodesPerGroup <= (uint)BlockSizeBytes * 8, $"{InodesPerGroup} inodes in a group");
        Require(Inodes == InodesPerGroup * Groups, $"{Inodes} inodes: not {InodesPerGroup} in each of {Groups} groups");
        Require(
            DescriptorSizeBytes is >= 32 and <= 1024 && int.IsPow2(DescriptorSizeBytes), $"group descriptors of {DescriptorSizeBytes} bytes");
        Require(FirstInode >= Geometry.FirstInode && FirstInode <= Inodes, $"{FirstInode} as its first inode");
    }

    private static void Require(bool condition, string claim)
    {
        if (!condition)
            throw new FilesystemException($"the superblock says that the filesystem has {claim}: the image is damaged");
    }

    private static ushort Read16(ReadOnlySpan<byte> superblock, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(superblock[offset..]);

    private static uint Read32(ReadOnlySpan<byte> superblock, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(superblock[offset..]);
}
