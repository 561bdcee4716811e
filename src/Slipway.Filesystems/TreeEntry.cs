namespace Slipway.Filesystems;

/// <summary>One name in the tree of an image.</summary>
/// <param name="Parent">The directory that has the name.</param>
/// <param name="Name">1 to 255 bytes, no "/", no NUL, neither "." nor "..".</param>
/// <param name="Inode">What it names.</param>
/// <param name="Stat">What the image says of it.</param>
public readonly record struct TreeEntry(Inode Parent, ReadOnlyMemory<byte> Name, Inode Inode, InodeStat Stat);
