using System.Text;
using Microsoft.Win32.SafeHandles;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Ext4.Blocks;
using Slipway.Filesystems.Ext4.Layout;
using Slipway.Filesystems.Ext4.Xattrs;
using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems.Ext4;

/// <summary>
/// Writes an ext4 image directly: no mount, no root, no extraction. The tree is held in memory, file content goes to the output as it
/// arrives, and <see cref="FilesystemWriter.Finish"/> writes directories, inodes, bitmaps, descriptors and, last of all, the superblock: an output whose
/// writer did not finish is no filesystem.
/// <code>
/// block 0      superblock (at byte 1024)      copies of both stand at the start of groups 1 and the powers of 3, 5, 7
///       1…     group descriptors
///       …      content, in the order in which it was written
///       …      link targets, extended attributes, directories, extent trees
///       …      block bitmaps, inode bitmaps, inode tables of all groups
///       …      nothing: a hole
/// </code>
/// The same operations with the same options and identity give the same bytes. For one thread; disposing does not touch the output, which belongs
/// to the caller.
/// </summary>
public sealed partial class Ext4Writer : FilesystemWriter
{
    private static readonly FormatLimits s_limits = new("ext4", Geometry.MaximumLinks, Geometry.MaximumFileBytes);

    private readonly Ext4WriterOptions _options;
    private readonly ExtentStore _extents = new();
    private readonly BlockAllocator _allocator;
    private readonly BlockOutput _output;
    private readonly ContentWriter _content;
    private ChecksumSeed _seed;

    /// <param name="output">Empty, seekable and writable; stays open and belongs to the caller.</param>
    /// <exception cref="FilesystemException">An option is out of range.</exception>
    public Ext4Writer(SafeFileHandle output, Ext4WriterOptions options)
        : base(s_limits, Geometry.RootInode, Geometry.FirstInode, Check(options).MaximumInodes, new XattrPlaces(), options.CreatedSeconds)
    {
        ArgumentNullException.ThrowIfNull(output);
        _options = options;
        _allocator = new BlockAllocator((uint)(Math.Max(options.MaximumSizeBytes, options.MinimumSizeBytes) >> Geometry.BlockBits));
        _output = new BlockOutput(output);
        _content = new ContentWriter(Inodes, _extents, _allocator, _output, tails: null);
    }

    private protected override void AddContent(uint number, long offset, ReadOnlySpan<byte> data) => _content.Write(number, offset, data);

    private protected override void FreeContent(uint number, ref InodeRecord record)
    {
        _content.Abandon(number);
        _extents.Free(ref record, _allocator.Freed);
    }

    private protected override void DisposeOutput() => _output.Dispose();

    private static Ext4WriterOptions Check(Ext4WriterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        const long Smallest = 16 * Geometry.BlockSizeBytes;
        if (options.MinimumSizeBytes < 0 || Math.Max(options.MinimumSizeBytes, options.MaximumSizeBytes) > Geometry.MaximumFilesystemBytes)
        {
            throw new FilesystemException(
                $"a filesystem of {options.MinimumSizeBytes} to {options.MaximumSizeBytes} bytes: ext4 with 4096-byte blocks and 32-bit "
                + $"block numbers holds 0 to {Geometry.MaximumFilesystemBytes}");
        }

        if (options.MaximumSizeBytes < Smallest)
            throw new FilesystemException($"MaximumSizeBytes is {options.MaximumSizeBytes}: the smallest filesystem has {Smallest} bytes");
        if (Encoding.UTF8.GetByteCount(options.Label) is > 16 and var length)
            throw new FilesystemException($"the label '{options.Label}' has {length} bytes; a superblock has room for 16");
        if (options.BytesPerInode is < 0 or (> 0 and < 1024))
            throw new FilesystemException($"BytesPerInode is {options.BytesPerInode}: give 0, or 1024 and more");
        return options;
    }
}
