using Slipway.Filesystems.Erofs.Inodes;

namespace Slipway.Filesystems.Erofs.Layout;

/// <summary>What the superblock of a written image says.</summary>
/// <param name="Inodes">How many there are.</param>
/// <param name="Time">Of all compact inodes.</param>
/// <param name="Blocks">Length of the image.</param>
/// <param name="Features">What a reader has to understand.</param>
internal readonly record struct SuperblockFields(
    ulong Inodes, InodeTime Time, uint Blocks, uint Features, Guid Uuid, string Label);
