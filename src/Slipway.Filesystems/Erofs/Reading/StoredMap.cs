using System.Buffers.Binary;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Erofs.Layout;

namespace Slipway.Filesystems.Erofs.Reading;

/// <summary>Where the data of one inode that is not compressed is. The whole of what it says is checked when it is made, the entries of a chunk map as they are read.</summary>
internal sealed class StoredMap : ContentMap
{
    private readonly InodeImage _inode;
    private readonly Volume _volume;
    private readonly MetadataInput _metadata;
    private readonly BlockInput _input;
    private readonly long _size;

    /// <summary>Of plain and inline data: where what is in blocks ends within the file.</summary>
    private readonly long _blocksEnd;

    private readonly int _chunkBits;
    private readonly int _entryBytes;

    /// <exception cref="FilesystemException">The inode says what cannot be.</exception>
    public StoredMap(InodeImage inode, Volume volume, MetadataInput metadata, BlockInput input)
    {
        (_inode, _volume, _metadata, _input, _size) = (inode, volume, metadata, input, inode.Stat.SizeBytes);
        if (_size > long.MaxValue - volume.BlockSizeBytes)
            throw Damaged($"{_size} bytes of data");
        var blocks = (_size + volume.BlockSizeBytes - 1) >> volume.BlockBits;
        switch (inode.Layout)
        {
            case DataLayout.Plain:
                _blocksEnd = _size;
                RequireBlocks((ulong)blocks);
                break;
            case DataLayout.Inline:
                _blocksEnd = _size == 0 ? 0 : (blocks - 1) << volume.BlockBits;
                RequireBlocks((ulong)_blocksEnd >> volume.BlockBits);
                if ((inode.TailPosition & (volume.BlockSizeBytes - 1)) + (_size - _blocksEnd) > volume.BlockSizeBytes)
                    throw Damaged($"{_size - _blocksEnd} bytes of data behind it, across the end of a block");
                break;
            default:
                if ((inode.Place & ~(uint)(ChunkMap.BitsMask | ChunkMap.IndexesFlag)) != 0)
                    throw Damaged($"chunks of the form 0x{inode.Place:x}");
                _chunkBits = volume.BlockBits + (int)(inode.Place & ChunkMap.BitsMask);
                _entryBytes = (inode.Place & ChunkMap.IndexesFlag) != 0 ? 2 * sizeof(uint) : sizeof(uint);
                if (Chunks > volume.LengthBytes / _entryBytes)
                    throw Damaged($"{_size} bytes of data in chunks of 2^{_chunkBits}");
                break;
        }
    }

    public override long MetadataBytes => (_inode.Layout == DataLayout.Chunks ? ChunkPosition(Chunks) : _inode.TailPosition + _size - _blocksEnd) - _volume.PositionOf(_inode.Nid);

    /// <summary>How many chunks there are; 0 of other layouts.</summary>
    private long Chunks => _inode.Layout == DataLayout.Chunks && _size > 0 ? ((_size - 1) >> _chunkBits) + 1 : 0;

    public override void Read(long offset, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            var (position, length) = At(offset);
            var part = target[..(int)Math.Min(target.Length, length)];
            if (position is { } from)
                _input.Read(from, part);
            else
                part.Clear();
            target = target[part.Length..];
            offset += part.Length;
        }
    }

    public override IEnumerable<DataRun> Runs()
    {
        var (start, end) = (0L, 0L);
        for (var offset = 0L; offset < _size;)
        {
            var (position, length) = At(offset);
            if (position is not null)
            {
                if (offset != end)
                {
                    if (end > start)
                        yield return new DataRun(start, end - start);
                    start = offset;
                }

                end = offset + length;
            }

            offset += length;
        }

        if (end > start)
            yield return new DataRun(start, end - start);
    }

    /// <summary>Where the data from an offset on lies together, and how far; a position of null is a hole.</summary>
    /// <param name="offset">Within the data.</param>
    private (long? Position, long LengthBytes) At(long offset)
    {
        if (_inode.Layout == DataLayout.Chunks)
            return AtChunk(offset);
        return offset < _blocksEnd
            ? (((long)_inode.Place << _volume.BlockBits) + offset, _blocksEnd - offset)
            : (_inode.TailPosition + (offset - _blocksEnd), _size - offset);
    }

    public override IEnumerable<(uint Start, uint Length)> Blocks()
    {
        if (_inode.Layout != DataLayout.Chunks)
        {
            if (_blocksEnd > 0)
                yield return (_inode.Place, (uint)((_blocksEnd + _volume.BlockSizeBytes - 1) >> _volume.BlockBits));
            yield break;
        }

        for (var chunk = 0L; chunk < Chunks; chunk++)
        {
            if (BlockOf(chunk) is { } block)
                yield return (block, (uint)BlocksOf(chunk));
        }
    }

    private (long? Position, long LengthBytes) AtChunk(long offset)
    {
        var chunk = offset >> _chunkBits;
        var within = offset - (chunk << _chunkBits);
        var length = Math.Min(1L << _chunkBits, _size - (chunk << _chunkBits)) - within;
        return BlockOf(chunk) is { } block ? (((long)block << _volume.BlockBits) + within, length) : (null, length);
    }

    private uint? BlockOf(long chunk)
    {
        Span<byte> entry = stackalloc byte[2 * sizeof(uint)];
        entry = entry[.._entryBytes];
        _metadata.Read(ChunkPosition(chunk), entry, $"the chunk map of inode {_inode.Nid}");
        var block = BinaryPrimitives.ReadUInt32LittleEndian(entry[^sizeof(uint)..]);
        if (block == InodeLayout.NoBlock)
            return null;
        if (_entryBytes > sizeof(uint) && BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]) is not 0 and var device)
            throw new FilesystemException($"inode {_inode.Nid} has data on device {device}: unsupported");
        if (!_volume.Holds(block, BlocksOf(chunk)))
            throw Damaged($"its chunk {chunk} of {BlocksOf(chunk)} blocks in block {block}, but the filesystem has {_volume.Blocks} blocks");
        return block;
    }

    private ulong BlocksOf(long chunk)
    {
        var bytes = Math.Min(1L << _chunkBits, _size - (chunk << _chunkBits));
        return (ulong)(bytes + _volume.BlockSizeBytes - 1) >> _volume.BlockBits;
    }

    private long ChunkPosition(long chunk) => (_inode.TailPosition + _entryBytes - 1) / _entryBytes * _entryBytes + chunk * _entryBytes;

    private void RequireBlocks(ulong blocks)
    {
        if (blocks > 0 && !_volume.Holds(_inode.Place, blocks))
            throw Damaged($"{blocks} blocks of data from block {_inode.Place} on, but the filesystem has {_volume.Blocks} blocks");
    }

    private FilesystemException Damaged(string what) => new($"inode {_inode.Nid} says that it has {what}: the image is damaged");
}
