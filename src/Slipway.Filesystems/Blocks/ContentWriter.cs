using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems.Blocks;

/// <summary>
/// Streams the content of regular files to blocks. One file is open at a time: its unfinished last block waits in a tail buffer until
/// it is full, the file's size is reached, or another file is written. Blocks of zeros get no place on the device.
/// </summary>
internal sealed class ContentWriter
{
    private readonly InodeTable _inodes;
    private readonly ExtentStore _extents;
    private readonly IBlockAllocator _allocator;
    private readonly BlockOutput _output;
    private readonly ITailPlaces? _tails;
    private readonly byte[] _tail = new byte[Block.SizeBytes];
    private uint _open;
    private uint _tailBlock;
    private int _tailLength;
    private uint _reservedStart;
    private uint _reservedLength;
    private bool _mayReserve;
    private uint _unit;
    private long _end;

    /// <param name="tails">Where ends of files go that do not fill a block; null where they get one.</param>
    public ContentWriter(InodeTable inodes, ExtentStore extents, IBlockAllocator allocator, BlockOutput output, ITailPlaces? tails)
    {
        _tails = tails;
        _inodes = inodes;
        _extents = extents;
        _allocator = allocator;
        _output = output;
    }

    /// <summary>Writes <paramref name="data"/>, which lies within the file's size, behind what was written before.</summary>
    public void Write(uint number, long offset, ReadOnlySpan<byte> data)
    {
        if (_open != number)
            Open(number);
        ref var inode = ref _inodes[number];
        var head = _unit == 1 ? PatchHead(number, inode, offset, data) : 0;
        if (_unit > 1 && offset < _end)
            throw Descending(number, offset, _end);
        offset += head;
        data = data[head..];
        while (!data.IsEmpty)
        {
            var block = (uint)(offset >> Block.Bits);
            var within = (int)(offset & (Block.SizeBytes - 1));
            if (_tailLength > 0 && block != _tailBlock)
                FlushTail(ref inode);
            int taken;
            if (within != 0 || data.Length < Block.SizeBytes || _tailLength > 0)
            {
                taken = FillTail(block, within, data);
                if (_tailLength == Block.SizeBytes || offset + taken == inode.Size)
                    FlushTail(ref inode);
            }
            else
            {
                taken = data.Length & -Block.SizeBytes;
                WriteBlocks(ref inode, block, data[..taken]);
            }

            offset += taken;
            data = data[taken..];
        }

        _end = offset;
    }

    /// <summary>Finishes the open file, if any.</summary>
    public void Close()
    {
        if (_open == 0)
            return;
        FlushTail(ref _inodes[_open]);
        Forget();
    }

    /// <summary>Gives the end of a file, whose other blocks are written, a block.</summary>
    public void AppendTail(uint number, ReadOnlySpan<byte> tail)
    {
        ref var inode = ref _inodes[number];
        var block = new byte[Block.SizeBytes];
        tail.CopyTo(block);
        _allocator.TakeFromEnd(1, out var start);
        _output.Write(start, block);
        _extents.Append(ref inode, new Extent((uint)(inode.Size >> Block.Bits), start, 1));
    }

    /// <summary>Drops what waits for a file that is about to be removed.</summary>
    public void Abandon(uint number)
    {
        if (_open == number)
            Forget();
    }

    private void Forget()
    {
        if (_reservedLength > 0)
            _allocator.Freed.Add(_reservedStart, _reservedLength);
        _reservedLength = 0;
        _tailLength = 0;
        _open = 0;
    }

    private void Open(uint number)
    {
        Close();
        ref var inode = ref _inodes[number];
        _unit = _allocator.UnitOf(Block.CountFor(inode.Size));
        if (_unit > 1 && !ExtentStore.IsEmpty(inode))
            throw new FilesystemException($"content of inode {number} goes on after that of another file: a file of {inode.Size} bytes is written to its end before the next");
        _open = number;
        _end = 0;
        _mayReserve = ExtentStore.IsEmpty(inode);
    }

    /// <summary>
    /// Content that continues inside a block already written (the file was left in between) is patched into it; returns how many bytes.
    /// </summary>
    private int PatchHead(uint number, in InodeRecord inode, long offset, ReadOnlySpan<byte> data)
    {
        var last = _extents.Last(inode);
        var end = (long)last.LogicalEnd << Block.Bits;
        if (offset >= end)
            return 0;
        if (offset < end - Block.SizeBytes)
            throw Descending(number, offset, end);

        var head = (int)Math.Min(data.Length, end - offset);
        _output.Patch(last.PhysicalEnd - 1, (int)(offset & (Block.SizeBytes - 1)), data[..head]);
        return head;
    }

    private static FilesystemException Descending(uint number, long offset, long end) =>
        new($"content of inode {number} at offset {offset} comes after content at offset {end - 1}: offsets must ascend");

    private int FillTail(uint block, int within, ReadOnlySpan<byte> data)
    {
        if (_tailLength == 0)
            _tail.AsSpan().Clear();
        _tailBlock = block;
        var taken = Math.Min(Block.SizeBytes - within, data.Length);
        data[..taken].CopyTo(_tail.AsSpan(within));
        _tailLength = within + taken;
        return taken;
    }

    private void FlushTail(ref InodeRecord inode)
    {
        if (_tailLength == 0)
            return;
        _tailLength = 0;
        if (!TryPlaceTail(ref inode))
            WriteBlocks(ref inode, _tailBlock, _tail);
    }

    private bool TryPlaceTail(ref InodeRecord inode)
    {
        var length = (int)(inode.Size & (Block.SizeBytes - 1));
        return _tails is not null && length > 0 && _tailBlock == inode.Size >> Block.Bits && !IsZero(_tail) && _tails.TryPlace(_open, ref inode, _tail.AsSpan(0, length));
    }

    private void WriteBlocks(ref InodeRecord inode, uint block, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var length = 0;
            while (length < data.Length && !IsZero(data.Slice(length, Block.SizeBytes)))
                length += Block.SizeBytes;
            WriteRun(ref inode, block, data[..length]);
            block += (uint)(length >> Block.Bits);
            data = data[length..];
            while (!data.IsEmpty && IsZero(data[..Block.SizeBytes]))
            {
                data = data[Block.SizeBytes..];
                block++;
            }
        }
    }

    private static bool IsZero(ReadOnlySpan<byte> block) => block[0] == 0 && !block.ContainsAnyExcept((byte)0);

    private void WriteRun(ref InodeRecord inode, uint block, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var wanted = (uint)(data.Length >> Block.Bits);
            var taken = _unit == 1 ? Append(ref inode, block, wanted, out var start) : Place(ref inode, block, wanted, out start);
            var bytes = (int)(taken << Block.Bits);
            _output.Write(start, data[..bytes]);
            block += taken;
            data = data[bytes..];
        }
    }

    private uint Append(ref InodeRecord inode, uint block, uint wanted, out uint start)
    {
        var taken = Take(inode, wanted, out start);
        _extents.Append(ref inode, new Extent(block, start, taken));
        return taken;
    }

    /// <summary>Gives the whole unit that a block is in its place, where it has none.</summary>
    private uint Place(ref InodeRecord inode, uint block, uint wanted, out uint start)
    {
        if (block >= _extents.LogicalEnd(inode))
        {
            var first = block & ~(_unit - 1);
            var length = Math.Min(_unit, Block.CountFor(inode.Size) - first);
            if (_allocator.TakeFromEnd(length, out var place) < length)
                throw new InvalidOperationException($"no {length} blocks that lie together");
            _extents.Append(ref inode, new Extent(first, place, length));
        }

        var last = _extents.Last(inode);
        start = last.Physical + (block - last.Logical);
        return Math.Min(wanted, last.LogicalEnd - block);
    }

    /// <summary>A file goes whole into room that was freed, or to the end: never in pieces over many freed places.</summary>
    private uint Take(in InodeRecord inode, uint wanted, out uint start)
    {
        if (_mayReserve && !_allocator.Freed.IsEmpty)
        {
            var blocks = Block.CountFor(inode.Size);
            if (_allocator.Freed.TryTake(blocks, out _reservedStart))
                _reservedLength = blocks;
        }

        _mayReserve = false;
        if (_reservedLength == 0)
            return _allocator.TakeFromEnd(wanted, out start);
        var taken = Math.Min(wanted, _reservedLength);
        start = _reservedStart;
        _reservedStart += taken;
        _reservedLength -= taken;
        return taken;
    }
}
