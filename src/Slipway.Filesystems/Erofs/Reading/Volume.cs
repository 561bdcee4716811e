using System.Buffers.Binary;
using Slipway.Filesystems.Erofs.Inodes;
using Slipway.Filesystems.Erofs.Layout;

namespace Slipway.Filesystems.Erofs.Reading;

/// <summary>What the superblock says, checked: sizes and counts that all later arithmetic relies on. Offsets: <see cref="Superblock"/>.</summary>
internal sealed record Volume
{
    /// <summary>What the kernel takes: a sector of a disk to 64 KiB.</summary>
    private const int MinimumBlockBits = 9;
    private const int MaximumBlockBits = 16;

    private const uint Understood = Features.IncompatZeroPadding | Features.IncompatCompressionSettings | Features.IncompatChunks;

    public required int BlockBits { get; init; }

    public required uint Blocks { get; init; }

    public required uint MetadataBlock { get; init; }

    public required uint SharedXattrBlock { get; init; }

    public required uint RootNid { get; init; }

    /// <summary>Compressed data stands at the end of its blocks.</summary>
    public required bool HasZeroPadding { get; init; }

    /// <summary>Of compact inodes.</summary>
    public required InodeTime Time { get; init; }

    public int BlockSizeBytes => 1 << BlockBits;

    public long LengthBytes => (long)Blocks << BlockBits;

    /// <summary>Whether a run of blocks lies within the filesystem; block 0 has the superblock, and no data.</summary>
    public bool Holds(uint block, ulong length) => block > 0 && block < Blocks && length <= Blocks - block;

    /// <summary>Where an inode begins; may lie outside of the filesystem.</summary>
    public long PositionOf(uint nid) => ((long)MetadataBlock << BlockBits) + (long)nid * InodeLayout.SlotBytes;

    /// <summary>Bytes of the first block, as a superblock claims.</summary>
    public static int FirstBlockBytes(ReadOnlySpan<byte> head) => 1 << Math.Min((int)head[Superblock.Offset + 0x0C], MaximumBlockBits);

    /// <param name="head">The first block of an image, as far as the image goes; at least the superblock.</param>
    /// <exception cref="FilesystemException">Not EROFS, damaged, or with features this reader does not have.</exception>
    public static Volume Parse(ReadOnlySpan<byte> head, long lengthBytes)
    {
        var superblock = head[Superblock.Offset..];
        if (Read32(superblock, 0) != Superblock.Magic)
            throw new FilesystemException($"no EROFS filesystem: the magic at byte {Superblock.Offset} is 0x{Read32(superblock, 0):x8}, not 0x{Superblock.Magic:x8}");
        var bits = superblock[0x0C];
        Require(bits is >= MinimumBlockBits and <= MaximumBlockBits, $"blocks of 2^{bits} bytes; 2^{MinimumBlockBits} to 2^{MaximumBlockBits} are possible");
        VerifyChecksum(head, bits);
        RequireUnderstood(superblock);
        var volume = new Volume
        {
            BlockBits = bits,
            Blocks = Read32(superblock, 0x24),
            MetadataBlock = Read32(superblock, 0x28),
            SharedXattrBlock = Read32(superblock, 0x2C),
            HasZeroPadding = (Read32(superblock, 0x50) & Features.IncompatZeroPadding) != 0,
            RootNid = BinaryPrimitives.ReadUInt16LittleEndian(superblock[0x0E..]),
            Time = new InodeTime(BinaryPrimitives.ReadInt64LittleEndian(superblock[0x18..]), Read32(superblock, 0x20)),
        };
        Require(lengthBytes == 0 || volume.LengthBytes <= lengthBytes, $"{volume.Blocks} blocks of {volume.BlockSizeBytes} bytes, but the image has {lengthBytes} bytes");
        Require(volume.MetadataBlock < volume.Blocks, $"its metadata from block {volume.MetadataBlock} on, but {volume.Blocks} blocks");
        return volume;
    }

    private static void VerifyChecksum(ReadOnlySpan<byte> head, int bits)
    {
        var superblock = head[Superblock.Offset..];
        if ((Read32(superblock, 0x08) & Features.CompatChecksum) == 0)
            return;
        // Of the rest of the first block; of a whole block where that does not reach the superblock.
        var length = (1 << bits) > Superblock.Offset ? (1 << bits) - Superblock.Offset : 1 << bits;
        if (superblock.Length < length || Superblock.Checksum(superblock[..length]) != Read32(superblock, Superblock.ChecksumOffset))
            throw new FilesystemException("the superblock's checksum does not match: the image is damaged");
    }

    private static void RequireUnderstood(ReadOnlySpan<byte> superblock)
    {
        if ((Read32(superblock, 0x50) & ~Understood) is not 0 and var unknown)
            throw new FilesystemException($"unsupported EROFS features {FeatureNames.Of(unknown)}: make the filesystem without them");
        if (superblock[0x5A] != 0)
            throw new FilesystemException($"unsupported: directories have blocks of their own size (dirblkbits {superblock[0x5A]})");
        if (BinaryPrimitives.ReadUInt16LittleEndian(superblock[0x56..]) is not 0 and var devices)
            throw new FilesystemException($"unsupported: data is on {devices} more devices");
    }

    private static void Require(bool condition, string claim)
    {
        if (!condition)
            throw new FilesystemException($"the superblock says that the filesystem has {claim}: the image is damaged");
    }

    private static uint Read32(ReadOnlySpan<byte> superblock, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(superblock[offset..]);
}
