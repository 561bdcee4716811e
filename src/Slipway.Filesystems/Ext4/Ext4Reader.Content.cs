using Slipway.Filesystems.Ext4.Reading;

namespace Slipway.Filesystems.Ext4;

/// <content>File content.</content>
public sealed partial class Ext4Reader
{
    /// <inheritdoc/>
    public override int ReadContent(Inode file, long offset, Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var open = RequireFile(file);
        if (offset >= open.Image.Stat.SizeBytes)
            return 0;
        target = target[..(int)Math.Min(target.Length, open.Image.Stat.SizeBytes - offset)];
        ReadBytes(open, offset, target);
        return target.Length;
    }

    /// <inheritdoc/>
    public override IEnumerable<DataRun> DataRunsOf(Inode file)
    {
        var open = RequireFile(file);
        return RunsOf(open.Extents, open.Image.Stat.SizeBytes);
    }

    private IEnumerable<DataRun> RunsOf(List<FileExtent> extents, long size)
    {
        var (start, end) = (0L, 0L);
        foreach (var extent in extents)
        {
            var from = (long)extent.Logical << _volume.BlockBits;
            if (from >= size)
                break;
            if (from != end)
            {
                if (end > start)
                    yield return new DataRun(start, end - start);
                start = from;
            }

            end = Math.Min(size, (long)extent.LogicalEnd << _volume.BlockBits);
        }

        if (end > start)
            yield return new DataRun(start, end - start);
    }

    /// <summary>Fills <paramref name="target"/> from a range within the file.</summary>
    private void ReadBytes(OpenInode open, long offset, Span<byte> target)
    {
        var extents = open.Extents;
        for (var i = FirstAtOrBehind(extents, (ulong)offset >> _volume.BlockBits); !target.IsEmpty; i++)
        {
            var start = i < extents.Count ? (long)extents[i].Logical << _volume.BlockBits : long.MaxValue;
            var hole = (int)Math.Clamp(start - offset, 0, target.Length);
            target[..hole].Clear();
            target = target[hole..];
            offset += hole;
            if (target.IsEmpty)
                return;
            var end = (long)extents[i].LogicalEnd << _volume.BlockBits;
            var part = target[..(int)Math.Min(target.Length, end - offset)];
            _input.Read(((long)extents[i].Physical << _volume.BlockBits) + (offset - start), part);
            target = target[part.Length..];
            offset += part.Length;
        }
    }

    /// <summary>Index of the first extent that does not end before a file block.</summary>
    private static int FirstAtOrBehind(List<FileExtent> extents, ulong block)
    {
        var (low, high) = (0, extents.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (extents[middle].LogicalEnd <= block)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private OpenInode RequireFile(Inode inode)
    {
        var open = Load(inode);
        if (open.Image.Stat.Type != InodeType.Regular)
            throw new FilesystemException($"inode {inode.Number} is a {open.Image.Stat.Type}: only regular files have content");
        return open;
    }
}
