namespace Slipway.Filesystems;

/// <summary>
/// An inode of one writer or reader, by its number on disk. A handle stays valid until the last name of the inode is removed;
/// the number may then be given to another inode.
/// </summary>
/// <param name="Number">The inode number, from 1; the root directory is 2.</param>
public readonly record struct Inode(uint Number);
