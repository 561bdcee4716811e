namespace Slipway.Filesystems.Blocks;

/// <summary>Where the content of files gets its blocks.</summary>
internal interface IBlockAllocator
{
    /// <summary>What removed files gave back; these blocks may hold old data.</summary>
    FreeExtents Freed { get; }

    /// <summary>
    /// Blocks in the unit in which a file of a size gets its place: a power of two. The parts of a unit that are never written read as zeros.
    /// </summary>
    uint UnitOf(uint blocks);

    /// <summary>Takes up to <paramref name="wanted"/> blocks that lie together and were never written; at least one.</summary>
    /// <exception cref="FilesystemException">There are none.</exception>
    uint TakeFromEnd(uint wanted, out uint start);
}
