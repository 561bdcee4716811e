using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Erofs.Blocks;
using Slipway.Filesystems.Erofs.Layout;
using Slipway.Filesystems.Tree;
using Slipway.Filesystems.Xattrs;

namespace Slipway.Filesystems.Erofs.Inodes;

/// <summary>
/// Puts the ends of files behind their inodes while content arrives, so that a small file takes no block of its own: room for the inode and its extended attributes
/// is left before the content and filled when the tree is complete. Such inodes have runs of blocks among those of content.
/// </summary>
internal sealed class EarlyInodes(ExtentStore extents, XattrStore xattrs, BlockSpace space, BlockOutput output) : ITailPlaces
{
    /// <summary>The first run is short, for a layer of a few files; each is twice as long as the one before.</summary>
    private const int FirstBlocks = 4;

    /// <summary>Enough that nearly every block finds something that fills it; 256 KiB.</summary>
    private const int MaximumBlocks = 64;

    private byte[] _run = [];
    private readonly int[] _used = new int[MaximumBlocks];
    private uint _start;
    private int _blocks;

    /// <inheritdoc/>
    public bool TryPlace(uint number, ref InodeRecord file, ReadOnlySpan<byte> tail)
    {
        if (file.Nid != 0)
            throw new FilesystemException($"content of inode {number} goes on after that of another file: its end is written already");
        var head = HeadBytesOf(number);
        if (head + tail.Length > Block.SizeBytes || !ChunkMap.IsOnePiece(extents, file, (uint)(file.Size >> Block.Bits)))
            return false;
        var bytes = InodeLayout.RoundUp(head + tail.Length);
        var block = BlockFor(bytes);
        var within = block * Block.SizeBytes + _used[block];
        tail.CopyTo(_run.AsSpan(within + head));
        file.Nid = InodeLayout.NidOf(((long)_start << Block.Bits) + within);
        _used[block] += bytes;
        return true;
    }

    /// <summary>Takes the end of a file back, as if it had not been placed; null where it was not.</summary>
    public byte[]? Lift(uint number, ref InodeRecord file)
    {
        if (file.Nid == 0)
            return null;
        var tail = new byte[file.Size & (Block.SizeBytes - 1)];
        var (head, position) = (HeadBytesOf(number), InodeLayout.PositionOf(file.Nid));
        if (TryWithinRun(position, out var within))
            _run.AsSpan(within + head, tail.Length).CopyTo(tail);
        else
            output.Read(position + head, tail);
        Write(position, new byte[head + tail.Length]);
        file.Nid = 0;
        return tail;
    }

    /// <summary>Fills the room before the end of a file.</summary>
    /// <param name="head">The inode with its extended attributes.</param>
    public void WriteHead(in InodeRecord file, ReadOnlySpan<byte> head) => Write(InodeLayout.PositionOf(file.Nid), head);

    /// <summary>Gives back the blocks that were not needed. No more ends are placed.</summary>
    public void Close()
    {
        var used = _used.AsSpan(0, _blocks).LastIndexOfAnyExcept(0) + 1;
        if (used < _blocks)
            space.Freed.Add(_start + (uint)used, (uint)(_blocks - used));
        _blocks = used;
    }

    /// <summary>Writes what is not written yet.</summary>
    public void Flush()
    {
        if (_blocks > 0)
            output.Write(_start, _run.AsSpan(0, _blocks * Block.SizeBytes));
    }

    private int HeadBytesOf(uint number) => InodeLayout.ExtendedBytes + XattrBody.Measure(xattrs.Of(number));

    /// <summary>The fullest block that has the room.</summary>
    private int BlockFor(int bytes)
    {
        var best = -1;
        for (var i = 0; i < _blocks; i++)
        {
            if (_used[i] + bytes <= Block.SizeBytes && (best < 0 || _used[i] > _used[best]))
                best = i;
        }

        if (best >= 0)
            return best;
        Flush();
        _blocks = Math.Clamp(_blocks * 2, FirstBlocks, MaximumBlocks);
        space.TakeFromEnd((uint)_blocks, out _start);
        if (_run.Length < _blocks * Block.SizeBytes)
            _run = new byte[_blocks * Block.SizeBytes];
        _run.AsSpan().Clear();
        _used.AsSpan().Clear();
        return 0;
    }

    private void Write(long position, ReadOnlySpan<byte> data)
    {
        if (TryWithinRun(position, out var within))
            data.CopyTo(_run.AsSpan(within));
        else
            output.Patch((uint)(position >> Block.Bits), (int)(position & (Block.SizeBytes - 1)), data);
    }

    private bool TryWithinRun(long position, out int within)
    {
        var offset = position - ((long)_start << Block.Bits);
        within = (int)Math.Clamp(offset, 0, _run.Length);
        return offset >= 0 && offset < (long)_blocks * Block.SizeBytes;
    }
}
