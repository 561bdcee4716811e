using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Ext4.Layout;
using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems.Ext4.Blocks;

/// <summary>
/// Streams the content of regular files to blocks. One file is open at a time: its unfinished last block waits in a tail buffer until
/// it is full, the file's size is reached, or another file is written. Blocks of zeros get no place on the device.
/// </summary>
internal sealed class ContentWriter
{
    private readonly InodeTable _inodes;
    private readonly ExtentStore _extents;
    private readonly BlockAllocator _allocator;
    private readonly BlockOutput _output;
    private readonly byte[] _tail = new byte[Geometry.BlockSizeBytes];
    private uint _open;
    private uint _tailBlock;
    private int _tailLength;
    private uint _reservedStart;
    private uint _reservedLength;
    private bool _mayReserve;

    public ContentWriter(InodeTable inodes, ExtentStore extents, BlockAllocator allocator, BlockOutput output)
    {
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
        var head = PatchHead(number, inode, offset, data);
        offset += head;
        data = data[head..];
        while (!data.IsEmpty)
        {
            var block = (uint)(offset >> Geometry.BlockBits);
            var within = (int)(offset & (Geometry.BlockSizeBytes - 1));
            if (_tailLength > 0 && block != _tailBlock)
                FlushTail(ref inode);
            int taken;
            if (within != 0 || data.Length < Geometry.BlockSizeBytes || _tailLength > 0)
            {
                taken = FillTail(block, within, data);
                if (_tailLength == Geometry.BlockSizeBytes || offset + taken == inode.Size)
                    FlushTail(ref inode);
            }
            else
            {
                taken = data.Length & -Geometry.BlockSizeBytes;
                WriteBlocks(ref inode, block, data[..taken]);
            }

            offset += taken;
            data = data[taken..];
        }
    }

    /// <summary>Finishes the open file, if any.</summary>
    public void Close()
    {
        if (_open == 0)
            return;
        FlushTail(ref _inodes[_open]);
        Forget();
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
        _open = number;
        _mayReserve = ExtentStore.IsEmpty(_inodes[number]);
    }

    /// <summary>
    /// Content that continues inside a block already written (the file was left in between) is patched into it; returns how many bytes.
    /// </summary>
    private int PatchHead(uint number, in InodeRecord inode, long offset, ReadOnlySpan<byte> data)
    {
        var last = _extents.Last(inode);
        var end = (long)last.LogicalEnd << Geometry.BlockBits;
        if (offset >= end)
            return 0;
        if (offset < end - Geometry.BlockSizeBytes)
        {
            throw new FilesystemException(
                $"content of inode {number} at offset {offset} comes after content at offset {end - 1}: offsets must ascend");
        }

        var head = (int)Math.Min(data.Length, end - offset);
        _output.Patch(last.PhysicalEnd - 1, (int)(offset & (Geometry.BlockSizeBytes - 1)), data[..head]);
        return head;
    }

    private int FillTail(uint block, int within, ReadOnlySpan<byte> data)
    {
        if (_tailLength == 0)
            _tail.AsSpan().Clear();
        _tailBlock = block;
        var taken = Math.Min(Geometry.BlockSizeBytes - within, data.Length);
        data[..taken].CopyTo(_tail.AsSpan(within));
        _tailLength = within + taken;
        return taken;
    }

    private void FlushTail(ref InodeRecord inode)
    {
        if (_tailLength == 0)
            return;
        _tailLength = 0;
        WriteBlocks(ref inode, _tailBlock, _tail);
    }

    private void WriteBlocks(ref InodeRecord inode, uint block, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var length = 0;
            while (length < data.Length && !IsZero(data.Slice(length, Geometry.BlockSizeBytes)))
                length += Geometry.BlockSizeBytes;
            WriteRun(ref inode, block, data[..length]);
            block += (uint)(length >> Geometry.BlockBits);
            data = data[length..];
            while (!data.IsEmpty && IsZero(data[..Geometry.BlockSizeBytes]))
            {
                data = data[Geometry.BlockSizeBytes..];
                block++;
            }
        }
    }

    private static bool IsZero(ReadOnlySpan<byte> block) => block[0] == 0 && !block.ContainsAnyExcept((byte)0);

    private void WriteRun(ref InodeRecord inode, uint block, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var taken = Take(inode, (uint)(data.Length >> Geometry.BlockBits), out var start);
            var bytes = (int)(taken << Geometry.BlockBits);
            _output.Write(start, data[..bytes]);
            _extents.Append(ref inode, new Extent(block, start, taken));
            block += taken;
            data = data[bytes..];
        }
    }

    /// <summary>A file goes whole into room that was freed, or to the end: never in pieces over many freed places.</summary>
    private uint Take(in InodeRecord inode, uint wanted, out uint start)
    {
        if (_mayReserve && !_allocator.Freed.IsEmpty)
        {
            var blocks = Geometry.BlocksFor(inode.Size);
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
