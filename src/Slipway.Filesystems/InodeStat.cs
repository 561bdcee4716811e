namespace Slipway.Filesystems;

/// <summary>What an image says of an inode.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Attributes">Owner, permissions and modification time.</param>
/// <param name="Links">Names it has; of a directory 2 plus its subdirectories, or 1 when those are more than ext4 counts.</param>
/// <param name="SizeBytes">Content of a file, target of a symbolic link, blocks of a directory, in bytes; 0 for others.</param>
/// <param name="Major">Of a device; 0 for others.</param>
/// <param name="Minor">Of a device; 0 for others.</param>
public readonly record struct InodeStat(InodeType Type, Attributes Attributes, uint Links, long SizeBytes, uint Major, uint Minor);
