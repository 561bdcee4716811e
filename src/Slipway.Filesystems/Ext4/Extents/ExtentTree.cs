namespace Slipway.Filesystems.Ext4.Extents;

/// <summary>The part of an inode's extent tree that stands outside it.</summary>
/// <param name="Root">The 60 bytes for i_block.</param>
/// <param name="NodeBlocks">Blocks that hold the nodes below the root.</param>
internal sealed record ExtentTree(byte[] Root, uint NodeBlocks);
