namespace Slipway.Filesystems.Erofs.Compression;

/// <summary>One physical cluster of a file: what <see cref="ClusterSize.Bytes"/> of it, the last fewer, became.</summary>
/// <param name="Physical">Its first block.</param>
/// <param name="Blocks">How many; as many as there were bytes for means that they are stored as they are.</param>
/// <param name="Next">The file's next, as an index into <see cref="ClusterStore"/>; 0 for none.</param>
internal record struct Cluster(uint Physical, byte Blocks, uint Next);
