namespace Slipway.Filesystems;

/// <summary>
/// A filesystem that is read from an image or a device without mounting it, in one format. A reader is opened on a file, which stays the caller's, is closed by
/// him when done with the reader, and must not change meanwhile. Whoever wrote it is not trusted: every number is checked before it is used, nothing is followed
/// in circles, memory is bounded whatever the image says, and all that is wrong comes out as a <see cref="FilesystemException"/> that says where, from any
/// member and while what it returned is enumerated. For one thread.
/// </summary>
public interface IFilesystemReader
{
    /// <summary>The root directory.</summary>
    Inode Root { get; }

    /// <summary>Type, attributes, links, size and device number.</summary>
    /// <exception cref="FilesystemException">The inode is not in use or damaged; as for all that reads.</exception>
    InodeStat StatOf(Inode inode);

    /// <summary>Finds a name in a directory. "." and ".." are not entries. Who looks up many is better served by <see cref="EntriesOf"/>.</summary>
    bool TryLookup(Inode directory, ReadOnlySpan<byte> name, out Inode child);

    /// <summary>
    /// The entries of a directory in the order of the image, read while they are enumerated. Names are 1 to 255 bytes, without "/" and NUL, neither "." nor "..";
    /// each is valid until the next. Who follows entries into directories does it with <see cref="Walk"/>, which notices circles.
    /// </summary>
    IEnumerable<(ReadOnlyMemory<byte> Name, Inode Child)> EntriesOf(Inode directory);

    /// <summary>The target of a symbolic link: 1 to 4095 bytes without NUL.</summary>
    byte[] TargetOf(Inode symlink);

    /// <summary>The extended attributes: names with their namespace, values as getxattr(2) gives them, access control lists in their version 2.</summary>
    IReadOnlyList<(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value)> XattrsOf(Inode inode);

    /// <summary>Reads content of a regular file; holes read as zeros.</summary>
    /// <returns>Bytes read: fewer than asked for only at the end of the file, 0 behind it.</returns>
    int ReadContent(Inode file, long offset, Span<byte> target);

    /// <summary>Where a regular file has data, in ascending order; adjacent runs are joined.</summary>
    IEnumerable<DataRun> DataRunsOf(Inode file);

    /// <summary>
    /// Every name in the tree, a directory before what is in it, read while it is enumerated. An inode with several names comes once for each of them. Safe to
    /// follow: a directory that is named twice, and with it every circle, ends the walk with an exception, so it is never longer than the image.
    /// </summary>
    IEnumerable<TreeEntry> Walk();

    /// <summary>
    /// Reads all there is: every name, inode, link target, extended attribute and byte of content, and checks that files have as many names as they say.
    /// </summary>
    /// <exception cref="FilesystemException">Something is wrong with the image.</exception>
    VerifiedTree Verify(CancellationToken cancellation);
}
