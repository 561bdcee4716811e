using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Erofs.Blocks;
using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems.Erofs.Compression;

/// <summary>
/// Streams the content of regular files to compressed clusters, one file after the other. What is skipped becomes zeros, which take a block for 64 KiB: files with
/// large holes at their beginning and very large files are better not compressed, see <see cref="Takes"/>.
/// </summary>
internal sealed class CompressedContent : IDisposable
{
    /// <summary>A larger file is an image or a model more often than text, and its index would have 8 bytes for each 4096.</summary>
    private const long MaximumFileBytes = 1L << 30;

    private readonly InodeTable _inodes;
    private readonly ClusterStore _clusters;
    private readonly BlockSpace _space;
    private readonly BlockOutput _output;
    private readonly ClusterQueue _queue;
    private ClusterJob? _job;
    private uint _open;
    private long _end;

    public CompressedContent(InodeTable inodes, ClusterStore clusters, BlockSpace space, BlockOutput output, int threads)
    {
        _inodes = inodes;
        _clusters = clusters;
        _space = space;
        _output = output;
        _queue = new ClusterQueue(threads);
    }

    /// <summary>Whether a file is compressed: decided when its first content comes, for good.</summary>
    public bool Takes(uint number, in InodeRecord file, long offset) =>
        number == _open || file.FirstCluster != 0 || (ExtentStore.IsEmpty(file) && file.Size is > Block.SizeBytes and <= MaximumFileBytes && offset < ClusterSize.Bytes);

    /// <summary>Writes <paramref name="data"/>, which lies within the file's size, behind what was written before.</summary>
    public void Write(uint number, long offset, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return;
        if (_open != number)
            Open(number);
        if (offset < _end)
            throw new FilesystemException($"content of inode {number} at offset {offset} comes after content at offset {_end - 1}: offsets must ascend");
        AddZeros(offset - _end);
        while (!data.IsEmpty)
        {
            var part = data[..Math.Min(data.Length, ClusterSize.Bytes - Job().Length)];
            Job().Add(part);
            Advance(part.Length);
            data = data[part.Length..];
        }
    }

    /// <summary>Fills the open file, if any, to its end.</summary>
    public void Close()
    {
        if (_open == 0)
            return;
        AddZeros(_inodes[_open].Size - _end);
        _open = 0;
    }

    /// <summary>Drops what is on its way for a file that is about to be removed.</summary>
    public void Abandon(uint number)
    {
        _queue.Forget(number);
        if (_open != number)
            return;
        if (_job is { } job)
            _queue.Return(job);
        _job = null;
        _open = 0;
    }

    /// <summary>Writes all that is on its way.</summary>
    public void Flush()
    {
        Close();
        while (TryWriteOldest())
        {
        }
    }

    public void Dispose() => _queue.Dispose();

    private void Open(uint number)
    {
        Close();
        if (_inodes[number].FirstCluster != 0)
            throw new FilesystemException($"content of inode {number} goes on after that of another file: a file that is compressed is written to its end before the next");
        ClusterStore.Begin(ref _inodes[number]);
        _open = number;
        _end = 0;
    }

    private void AddZeros(long count)
    {
        while (count > 0)
        {
            var part = (int)Math.Min(count, ClusterSize.Bytes - Job().Length);
            Job().AddZeros(part);
            Advance(part);
            count -= part;
        }
    }

    private ClusterJob Job()
    {
        if (_job is not null)
            return _job;
        while ((_job = _queue.TryBegin()) is null)
            TryWriteOldest();
        _job.Begin(_open);
        return _job;
    }

    /// <summary>A cluster that is full, or with which the file ends, is on its way.</summary>
    private void Advance(int bytes)
    {
        _end += bytes;
        if (_job!.Length < ClusterSize.Bytes && _end < _inodes[_open].Size)
            return;
        _queue.Submit(_job);
        _job = null;
    }

    private bool TryWriteOldest()
    {
        if (!_queue.TryTake(out var job))
            return false;
        if (job.Inode != 0)
        {
            _space.TakeFromEnd(job.ResultBlocks, out var start);
            _output.Write(start, job.Result);
            _clusters.Append(ref _inodes[job.Inode], start, job.ResultBlocks);
        }

        _queue.Return(job);
        return true;
    }
}
