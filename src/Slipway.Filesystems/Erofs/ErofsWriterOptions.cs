namespace Slipway.Filesystems.Erofs;

/// <summary>How an image is laid out. The same options and the same operations give the same bytes.</summary>
/// <param name="Label">Volume name, at most 16 bytes of UTF-8.</param>
public sealed record ErofsWriterOptions(string Label)
{
    /// <summary>The most the image may have, in bytes; never more than 128 GiB, which is how far inodes are numbered. What is a hole in a file counts for nothing.</summary>
    public long MaximumSizeBytes { get; init; } = 1L << 40;

    /// <summary>The most inodes a tree may have: bounds the writer's memory (about 110 bytes and the name for each).</summary>
    public uint MaximumInodes { get; init; } = 4_000_000;

    /// <summary>Modification time of the root until it is given another, seconds since 1970.</summary>
    public uint CreatedSeconds { get; init; }

    /// <summary>Files are compressed by LZ4, 64 KiB at a time, where that saves a block. The bytes do not depend on <see cref="CompressionThreads"/>.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>Threads that compress, at least one.</summary>
    public int CompressionThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Gives a byte range (offset, length) of the output back to the filesystem below, so that it reads as zeros: fallocate(2) with
    /// FALLOC_FL_PUNCH_HOLE. Called for blocks of removed files. Without it they are overwritten with zeros: the same bytes, more room.
    /// </summary>
    public Action<long, long>? PunchHole { get; init; }
}
