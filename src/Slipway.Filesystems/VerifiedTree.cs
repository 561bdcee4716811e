namespace Slipway.Filesystems;

/// <summary>What <see cref="IFilesystemReader.Verify"/> has read.</summary>
/// <param name="Inodes">Inodes with a name, the root included.</param>
/// <param name="Directories">Those that are directories, the root included.</param>
/// <param name="ContentBytes">Content of files without holes.</param>
public readonly record struct VerifiedTree(long Inodes, long Directories, long ContentBytes);
