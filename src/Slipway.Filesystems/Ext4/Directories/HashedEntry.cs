namespace Slipway.Filesystems.Ext4.Directories;

/// <summary>A directory entry with the hash of its name.</summary>
/// <param name="Hash">As <see cref="HalfMd4.Of"/> gives it.</param>
/// <param name="Entry">Index in the table of entries.</param>
internal readonly record struct HashedEntry(ulong Hash, uint Entry);
