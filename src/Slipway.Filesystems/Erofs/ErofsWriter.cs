using System.Text;
using Microsoft.Win32.SafeHandles;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Erofs.Blocks;
using Slipway.Filesystems.Erofs.Compression;
using Slipway.Filesystems.Erofs.Inodes;
using Slipway.Filesystems.Erofs.Layout;
using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems.Erofs;

/// <summary>
/// Writes an EROFS image directly: no mount, no root, no extraction. The tree is held in memory, file content goes to the output as it
/// arrives, and <see cref="FilesystemWriter.Finish"/> writes directories, inodes and, last of all, the superblock: an output whose writer did not finish is no
/// filesystem. The image is as long as what is in it.
/// <code>
/// block 0      superblock (at byte 1024), the root directory's inode
///       1…     content, in the order in which it was written; among it blocks of inodes that have the end of a file behind them
///       …      blocks of directories and link targets that do not fit behind their inode
///       …      all other inodes with their extended attributes, the ends of directories, link targets, maps of sparse files, indexes of compressed ones
/// </code>
/// For kernels from 5.15 on. For one thread.
/// </summary>
public sealed partial class ErofsWriter : FilesystemWriter
{
    internal const uint RootNumber = 1;

    /// <summary>What inodes of 32 bytes are numbered for by 32 bits, which is all that a reader keeps of a number.</summary>
    private const long MaximumImageBytes = InodeLayout.SlotBytes * (1L << 32);

    /// <summary>Block numbers within a file have 32 bits here; the last blocks are left so that sums stay within them.</summary>
    private const long MaximumFileBytes = (long)(uint.MaxValue - (1 << 20)) << Block.Bits;

    /// <summary>A compact inode counts 65 535 names, an extended one more than a directory can be made to hold.</summary>
    private static readonly FormatLimits s_limits = new("EROFS", uint.MaxValue, MaximumFileBytes);

    private readonly ErofsWriterOptions _options;
    private readonly ExtentStore _extents = new();
    private readonly BlockSpace _space;
    private readonly BlockOutput _output;
    private readonly ContentWriter _content;
    private readonly ClusterStore _clusters = new();
    private readonly CompressedContent? _compressed;
    private readonly EarlyInodes _early;
    private byte[]? _lifted;

    /// <param name="output">Empty, seekable, readable and writable; stays open and belongs to the caller.</param>
    /// <exception cref="FilesystemException">An option is out of range.</exception>
    public ErofsWriter(SafeFileHandle output, ErofsWriterOptions options)
        : base(s_limits, RootNumber, RootNumber + 1, Check(options).MaximumInodes, new XattrBody(), options.CreatedSeconds)
    {
        ArgumentNullException.ThrowIfNull(output);
        _options = options;
        _space = new BlockSpace((uint)(Math.Min(options.MaximumSizeBytes, MaximumImageBytes) >> Block.Bits));
        _output = new BlockOutput(output);
        _early = new EarlyInodes(_extents, Xattrs, _space, _output);
        _content = new ContentWriter(Inodes, _extents, _space, _output, _early);
        if (options.IsCompressed)
            _compressed = new CompressedContent(Inodes, _clusters, _space, _output, options.CompressionThreads);
    }

    private protected override void AddContent(uint number, long offset, ReadOnlySpan<byte> data)
    {
        if (_compressed?.Takes(number, Inodes[number], offset) == true)
            _compressed.Write(number, offset, data);
        else
            _content.Write(number, offset, data);
    }

    private protected override void FreeContent(uint number, ref InodeRecord record)
    {
        _content.Abandon(number);
        _extents.Free(ref record, _space.Freed);
        if (!record.IsRegular)
            return;
        _early.Lift(number, ref record);
        _compressed?.Abandon(number);
        _clusters.Free(ref record, _space.Freed);
    }

    /// <summary>The end of a file moves to where there is room for as many attributes.</summary>
    private protected override void BeginXattrs(uint number)
    {
        ref var record = ref Inodes[number];
        _lifted = record.IsRegular ? _early.Lift(number, ref record) : null;
    }

    private protected override void EndXattrs(uint number)
    {
        if (_lifted is not { } tail)
            return;
        ref var record = ref Inodes[number];
        if (!_early.TryPlace(number, ref record, tail))
            _content.AppendTail(number, tail);
    }

    private protected override void BeforeFinish()
    {
        _content.Close();
        _compressed?.Flush();
        _early.Close();
    }

    private protected override void DisposeOutput()
    {
        _compressed?.Dispose();
        _output.Dispose();
    }

    private static ErofsWriterOptions Check(ErofsWriterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        const long Smallest = 16 * Block.SizeBytes;
        if (options.MaximumSizeBytes < Smallest)
            throw new FilesystemException($"MaximumSizeBytes is {options.MaximumSizeBytes}: give at least {Smallest}");
        if (options.CompressionThreads < 1)
            throw new FilesystemException($"CompressionThreads is {options.CompressionThreads}: give at least 1");
        if (Encoding.UTF8.GetByteCount(options.Label) is > Superblock.LabelBytes and var length)
            throw new FilesystemException($"the label '{options.Label}' has {length} bytes; a superblock has room for {Superblock.LabelBytes}");
        return options;
    }
}
