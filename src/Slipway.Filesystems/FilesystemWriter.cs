using Slipway.Filesystems.Tree;
using Slipway.Filesystems.Xattrs;

namespace Slipway.Filesystems;

/// <summary>
/// What the writers of all formats share: the tree in memory, with its names, inodes, links and extended attributes, and what may be done to it. A format adds how
/// content is laid out and how the tree is written when it is complete.
/// </summary>
public abstract partial class FilesystemWriter : IFilesystemWriter
{
    private readonly FormatLimits _limits;
    private bool _closed;

    /// <param name="root">The number of the root directory, reserved or the first that is given out.</param>
    /// <param name="first">The first number that is given out.</param>
    private protected FilesystemWriter(FormatLimits limits, uint root, uint first, uint maximumInodes, IXattrRoom xattrRoom, long createdSeconds)
    {
        _limits = limits;
        Root = new Inode(root);
        Inodes = new InodeTable(first, maximumInodes);
        Entries = new EntryTable(Inodes, Bytes);
        Xattrs = new XattrStore(xattrRoom);
        Inodes.Claim(root, new Attributes(0x1ED, 0, 0, createdSeconds, 0));
    }

    /// <inheritdoc/>
    public Inode Root { get; }

    private protected InodeTable Inodes { get; }

    /// <summary>Names and link targets.</summary>
    private protected ByteSlab Bytes { get; } = new();

    private protected EntryTable Entries { get; }

    private protected XattrStore Xattrs { get; }

    /// <inheritdoc/>
    public void SetXattr(Inode inode, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        RequireOpen();
        Inodes.Require(inode);
        var parsed = XattrName.Parse(name);
        BeginXattrs(inode.Number);
        try
        {
            Xattrs.Set(inode.Number, parsed, value);
        }
        finally
        {
            EndXattrs(inode.Number);
        }
    }

    /// <inheritdoc/>
    public void ClearXattrs(Inode inode)
    {
        RequireOpen();
        Inodes.Require(inode);
        BeginXattrs(inode.Number);
        Xattrs.Clear(inode.Number);
        EndXattrs(inode.Number);
    }

    /// <inheritdoc/>
    public void WriteContent(Inode file, long offset, ReadOnlySpan<byte> data)
    {
        RequireOpen();
        ref var record = ref Inodes.Require(file);
        if (!record.IsRegular)
            throw new FilesystemException($"inode {file.Number} is a {TypeOf(file)}: only regular files have content");
        if (offset < 0 || offset > record.Size - data.Length)
        {
            throw new FilesystemException(
                $"content of inode {file.Number}: {data.Length} bytes at offset {offset} do not fit into its size of {record.Size} bytes");
        }

        AddContent(file.Number, offset, data);
    }

    /// <inheritdoc/>
    public void Finish(Guid uuid)
    {
        RequireOpen();
        BeforeFinish();
        _closed = true;
        WriteTree(uuid);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closed = true;
        DisposeOutput();
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes a piece that lies within a regular file.</summary>
    private protected abstract void AddContent(uint number, long offset, ReadOnlySpan<byte> data);

    /// <summary>Frees the content of an inode that is about to go.</summary>
    private protected abstract void FreeContent(uint number, ref InodeRecord record);

    /// <summary>The extended attributes of an inode are about to change.</summary>
    private protected virtual void BeginXattrs(uint number)
    {
    }

    /// <summary>The extended attributes of an inode have changed, or were not to be.</summary>
    private protected virtual void EndXattrs(uint number)
    {
    }

    /// <summary>Ends the content and adds to the tree what the format wants in it.</summary>
    private protected abstract void BeforeFinish();

    /// <summary>Writes all that is not content; the tree does not change any more.</summary>
    private protected abstract void WriteTree(Guid uuid);

    private protected abstract void DisposeOutput();

    private void RequireOpen() => ObjectDisposedException.ThrowIf(_closed, this);
}
