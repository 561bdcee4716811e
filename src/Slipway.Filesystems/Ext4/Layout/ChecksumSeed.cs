using Slipway.Filesystems.Blocks;

namespace Slipway.Filesystems.Ext4.Layout;

/// <summary>The starting values of metadata_csum: one of the filesystem, one of each inode.</summary>
internal readonly record struct ChecksumSeed(uint Filesystem)
{
    public static ChecksumSeed Of(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return new ChecksumSeed(Crc32C.Update(Crc32C.Initial, bytes));
    }

    /// <summary>Covers what belongs to one inode, so that a block of another inode cannot pass for one of its own.</summary>
    public uint ForInode(uint number, uint generation) => Crc32C.Update(Crc32C.Update(Filesystem, number), generation);
}
