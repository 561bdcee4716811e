using Slipway.Filesystems.Erofs.Layout;

namespace Slipway.Filesystems.Erofs.Inodes;

/// <summary>How one inode and what follows it lie on disk.</summary>
/// <param name="IsExtended">It has a time, an owner or links that a compact one has no room for.</param>
/// <param name="Layout">Where its data is.</param>
/// <param name="XattrBytes">Of extended attributes behind it.</param>
/// <param name="TailBytes">Of data behind those; only of <see cref="DataLayout.Inline"/>.</param>
/// <param name="Blocks">Data blocks elsewhere; of a directory or a symbolic link.</param>
/// <param name="ChunkBits">Of <see cref="DataLayout.Chunks"/>, see <see cref="ChunkMap"/>.</param>
/// <param name="Chunks">How many.</param>
/// <param name="IndexBytes">Of <see cref="DataLayout.CompressedFull"/>, with what aligns it, see <see cref="ClusterIndex"/>.</param>
internal readonly record struct InodePlan(
    bool IsExtended, DataLayout Layout, int XattrBytes, int TailBytes, uint Blocks, int ChunkBits, uint Chunks, long IndexBytes)
{
    public int HeadBytes => (IsExtended ? InodeLayout.ExtendedBytes : InodeLayout.CompactBytes) + XattrBytes;

    public long Bytes => HeadBytes + TailBytes + (long)Chunks * ChunkMap.EntryBytes + IndexBytes;
}
