namespace Slipway.Filesystems.Erofs.Inodes;

/// <summary>A modification time.</summary>
internal readonly record struct InodeTime(long Seconds, uint Nanoseconds);
