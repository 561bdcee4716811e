namespace Slipway.Filesystems.Ext4.Directories;

/// <summary>A block below a root or node of a directory's index.</summary>
/// <param name="Hash">The first hash in it; odd when the block before ends with the same.</param>
/// <param name="Block">Number within the directory.</param>
internal readonly record struct DirectoryIndexChild(uint Hash, uint Block);
