namespace Slipway.Filesystems;

/// <summary>
/// A filesystem that is being written into an output, in one format. A writer begins with an empty root directory. Names, inodes and attributes are added, replaced
/// and removed in any order and stay in memory; the content of files goes to the output as it arrives. <see cref="Finish"/> writes the rest and, last of all,
/// what makes the output a filesystem: before that it is none, whatever happens to the process. Afterwards a writer takes no more operations.
/// <para>
/// Any exception but that of an operation which says that it changed nothing leaves an output that the caller discards. The same operations with the same options
/// and identity give the same bytes. For one thread. Disposing does not touch the output, which belongs to the caller.
/// </para>
/// </summary>
public interface IFilesystemWriter : IDisposable
{
    /// <summary>The root directory; created with mode 0755 and owner 0:0.</summary>
    Inode Root { get; }

    /// <summary>Finds a name in a directory, in constant time. "." and ".." are not entries.</summary>
    /// <exception cref="FilesystemException"><paramref name="directory"/> is not a directory.</exception>
    bool TryLookup(Inode directory, ReadOnlySpan<byte> name, out Inode child);

    /// <summary>What the inode is.</summary>
    InodeType TypeOf(Inode inode);

    /// <summary>The target of a symbolic link, as bytes, without a NUL.</summary>
    ReadOnlySpan<byte> TargetOf(Inode symlink);

    /// <summary>
    /// The entries of a directory in the order in which they were created, as they are when this is called: the directory may be
    /// changed while they are looked at.
    /// </summary>
    IEnumerable<(ReadOnlyMemory<byte> Name, Inode Child)> ChildrenOf(Inode directory);

    /// <summary>Makes an empty directory.</summary>
    /// <exception cref="FilesystemException">The name is taken or not a name, or the writer's limits are reached; as for all that create.</exception>
    Inode CreateDirectory(Inode parent, ReadOnlySpan<byte> name, in Attributes a);

    /// <summary>Makes a symbolic link to <paramref name="target"/>, 1 to 4095 bytes.</summary>
    Inode CreateSymbolicLink(Inode parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> target, in Attributes a);

    /// <summary>Makes a character or block device node.</summary>
    Inode CreateDevice(Inode parent, ReadOnlySpan<byte> name, InodeType type, uint major, uint minor, in Attributes a);

    /// <summary>Makes a named pipe.</summary>
    Inode CreateFifo(Inode parent, ReadOnlySpan<byte> name, in Attributes a);

    /// <summary>Makes a regular file of a size; what <see cref="WriteContent"/> does not write reads as zeros.</summary>
    Inode CreateFile(Inode parent, ReadOnlySpan<byte> name, long sizeBytes, in Attributes a);

    /// <summary>Gives an inode that is not a directory one more name.</summary>
    /// <exception cref="FilesystemException">The name is taken or not a name, or the inode has as many as the format counts.</exception>
    void Link(Inode existing, Inode parent, ReadOnlySpan<byte> name);

    /// <summary>Replaces mode, owner and modification time.</summary>
    void SetAttributes(Inode inode, in Attributes a);

    /// <summary>
    /// Removes a name, and with a directory all below it. An inode that loses its last name is freed with its content; one that has other
    /// names keeps it.
    /// </summary>
    /// <exception cref="FilesystemException">There is no such name.</exception>
    void Remove(Inode parent, ReadOnlySpan<byte> name);

    /// <summary>Sets an extended attribute, replacing the value it has.</summary>
    /// <param name="name">
    /// With its namespace: <c>user.*</c>, <c>trusted.*</c>, <c>security.*</c>, at most 255 bytes behind the dot,
    /// <c>system.posix_acl_access</c> or <c>system.posix_acl_default</c>.
    /// </param>
    /// <param name="value">As getxattr(2) gives it; access control lists in their version 2.</param>
    /// <exception cref="FilesystemException">The namespace is unknown, the list malformed, or the format has no room: nothing has changed.</exception>
    void SetXattr(Inode inode, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value);

    /// <summary>Removes all extended attributes of an inode.</summary>
    void ClearXattrs(Inode inode);

    /// <summary>
    /// Writes a piece of a regular file. Offsets only grow; what is skipped is a hole. Fastest when one file is written to its end before the next and the pieces
    /// are large; a format may refuse to go on with a file that was left for another.
    /// </summary>
    /// <exception cref="FilesystemException">The piece reaches beyond the file's size or before content written earlier, or the filesystem is full.</exception>
    void WriteContent(Inode file, long offset, ReadOnlySpan<byte> data);

    /// <summary>Writes all that is known only when the tree is complete. Does not sync the output.</summary>
    /// <param name="uuid">The filesystem's identity, which may follow from what was written.</param>
    void Finish(Guid uuid);
}
