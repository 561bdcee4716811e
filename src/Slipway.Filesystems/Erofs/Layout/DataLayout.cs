namespace Slipway.Filesystems.Erofs.Layout;

/// <summary>Where an inode's data is (EROFS_INODE_*).</summary>
internal enum DataLayout
{
    /// <summary>In blocks that follow each other.</summary>
    Plain = 0,

    /// <summary>In physical clusters, with an index of 8 bytes for each logical cluster.</summary>
    CompressedFull = 1,

    /// <summary>As <see cref="Plain"/>, and what does not fill the last block behind the inode.</summary>
    Inline = 2,

    /// <summary>In physical clusters, with packed indexes.</summary>
    CompressedCompact = 3,

    /// <summary>In chunks, with a map of them behind the inode.</summary>
    Chunks = 4,
}
