namespace Slipway.Filesystems.Ext4;

/// <summary>How an image is laid out. The same options and the same operations give the same bytes.</summary>
/// <param name="MinimumSizeBytes">The filesystem is at least this large (rounded down to 4096 bytes); it grows with its content.</param>
/// <param name="Label">Volume name, at most 16 bytes of UTF-8.</param>
public sealed record Ext4WriterOptions(long MinimumSizeBytes, string Label)
{
    /// <summary>
    /// Largest size the filesystem may reach, in bytes; decides how much room stays free for group descriptors (32 bytes per 128 MiB).
    /// At most 16 TiB less 128 MiB, which is what 32-bit block numbers reach.
    /// </summary>
    public long MaximumSizeBytes { get; init; } = 1L << 40;

    /// <summary>Inodes left free for the one who mounts the image read-write.</summary>
    public uint SpareInodes { get; init; } = 16;

    /// <summary>One inode for so many bytes of filesystem, if that is more than the tree needs; 0 means only what the tree needs.</summary>
    public long BytesPerInode { get; init; }

    /// <summary>
    /// The filesystem is made of whole groups of 128 MiB, each with one inode for <see cref="BytesPerInode"/>, so that <see cref="Ext4Growth"/> can enlarge it
    /// up to <see cref="MaximumSizeBytes"/>. What is added to its length is a hole.
    /// </summary>
    public bool IsGrowable { get; init; }

    /// <summary>The most inodes a tree may have: bounds the writer's memory (about 110 bytes and the name for each).</summary>
    public uint MaximumInodes { get; init; } = 4_000_000;

    /// <summary>Creation time kept in the superblock, seconds since 1970.</summary>
    public uint CreatedSeconds { get; init; }

    /// <summary>
    /// Gives a byte range (offset, length) of the output back to the filesystem below, so that it reads as zeros: fallocate(2) with
    /// FALLOC_FL_PUNCH_HOLE. Called for blocks of removed files. Without it they are overwritten with zeros: the same bytes, more room.
    /// </summary>
    public Action<long, long>? PunchHole { get; init; }
}
