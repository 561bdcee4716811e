using System.Buffers.Binary;
using K4os.Compression.LZ4;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Erofs.Layout;

namespace Slipway.Filesystems.Erofs.Reading;

/// <summary>The data of a compressed inode; the layout is drawn at <see cref="ClusterIndex"/>. The piece that was decompressed last is kept.</summary>
internal sealed class CompressedMap : ContentMap
{
    /// <summary>What a physical cluster may become (Z_EROFS_PCLUSTER_MAX_DSIZE). Bounds memory, and how far an index is searched.</summary>
    private const int MaximumPlainBytes = 12 << 20;

    /// <summary>Z_EROFS_PCLUSTER_MAX_SIZE.</summary>
    private const int MaximumPackedBytes = 1 << 20;

    private readonly InodeImage _inode;
    private readonly Volume _volume;
    private readonly MetadataInput _metadata;
    private readonly BlockInput _input;
    private readonly long _index;
    private readonly long _entries;
    private (long Start, byte[] Bytes) _last = (0, []);

    /// <exception cref="FilesystemException">The inode says what cannot be, or what is not read here.</exception>
    public CompressedMap(InodeImage inode, Volume volume, MetadataInput metadata, BlockInput input)
    {
        (_inode, _volume, _metadata, _input) = (inode, volume, metadata, input);
        if (inode.Layout != DataLayout.CompressedFull)
            throw Unsupported("has a packed index (mkfs.erofs makes full ones with -E legacy-compress)");
        if (volume.BlockBits != Block.Bits || !volume.HasZeroPadding)
            throw Unsupported($"is compressed in blocks of {volume.BlockSizeBytes} bytes, or without padding");
        var header = (inode.TailPosition + ClusterIndex.Alignment - 1) / ClusterIndex.Alignment * ClusterIndex.Alignment;
        Span<byte> bytes = stackalloc byte[ClusterIndex.HeaderBytes];
        metadata.Read(header, bytes, $"the index of inode {inode.Nid}");
        var advice = BinaryPrimitives.ReadUInt16LittleEndian(bytes[ClusterIndex.AdviceOffset..]);
        if ((advice & ~ClusterIndex.AdviceBigClusters) != 0 || bytes[6] != 0 || bytes[7] != 0)
            throw Unsupported($"is compressed in a way (advice 0x{advice:x}, algorithms 0x{bytes[6]:x}, cluster bits 0x{bytes[7]:x}) other than by LZ4 alone");
        _index = header + ClusterIndex.HeaderBytes;
        _entries = inode.Stat.SizeBytes == 0 ? 0 : ((inode.Stat.SizeBytes - 1) >> Block.Bits) + 1;
        if (_entries > volume.LengthBytes / ClusterIndex.EntryBytes)
            throw Damaged($"its {inode.Stat.SizeBytes} bytes need a longer index than the filesystem has room for");
    }

    public override long MetadataBytes => _index + _entries * ClusterIndex.EntryBytes - _volume.PositionOf(_inode.Nid);

    public override void Read(long offset, Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            if (offset < _last.Start || offset >= _last.Start + _last.Bytes.Length)
                _last = Decompress(offset);
            var part = _last.Bytes.AsSpan((int)(offset - _last.Start));
            part = part[..Math.Min(part.Length, target.Length)];
            part.CopyTo(target);
            target = target[part.Length..];
            offset += part.Length;
        }
    }

    public override IEnumerable<DataRun> Runs() => _entries == 0 ? [] : [new DataRun(0, _inode.Stat.SizeBytes)];

    public override IEnumerable<(uint Start, uint Length)> Blocks()
    {
        for (var offset = 0L; offset < _inode.Stat.SizeBytes;)
        {
            var (head, entry, end) = PieceAt(offset);
            yield return (entry.Block, BlocksOf(head, entry));
            offset = end;
        }
    }

    /// <summary>The piece that holds an offset, with where it begins.</summary>
    private (long Start, byte[] Bytes) Decompress(long offset)
    {
        var (head, entry, end) = PieceAt(offset);
        var start = (head << Block.Bits) + entry.Offset;
        var plain = new byte[end - start];
        var packed = new byte[BlocksOf(head, entry) << Block.Bits];
        _input.Read((long)entry.Block << Block.Bits, packed);
        if (entry.Type == ClusterIndex.Plain)
        {
            if (plain.Length > packed.Length)
                throw Damaged($"{plain.Length} bytes from byte {start} on would be stored in one block");
            packed.AsSpan(0, plain.Length).CopyTo(plain);
            return (start, plain);
        }

        var data = packed.AsSpan(Math.Max(0, packed.AsSpan().IndexOfAnyExcept((byte)0)));
        if (LZ4Codec.Decode(data, plain) != plain.Length)
            throw Damaged($"its {packed.Length} compressed bytes in block {entry.Block} are not the {plain.Length} from byte {start} on");
        return (start, plain);
    }

    /// <summary>The piece that holds an offset, by its head and where it ends.</summary>
    private (long Head, ClusterEntry Entry, long End) PieceAt(long offset)
    {
        var (head, entry) = HeadOf(offset);
        var end = EndOf(head);
        if (end <= offset)
            throw Damaged($"its index names entry {head} as the head of byte {offset}, but that ends at byte {end}");
        return (head, entry, end);
    }

    /// <summary>The head that the index names for an offset.</summary>
    private (long Number, ClusterEntry Entry) HeadOf(long offset)
    {
        var number = offset >> Block.Bits;
        for (var within = (int)(offset & (Block.SizeBytes - 1)); ; within = Block.SizeBytes)
        {
            var entry = EntryAt(number);
            if (entry.IsHead && entry.Offset <= within)
                return (number, entry);
            var back = entry.IsHead || (entry.Distance & ClusterIndex.BlockCountFlag) != 0 ? 1 : entry.Distance;
            number -= back;
            if (back == 0 || number < 0 || (offset >> Block.Bits) - number > MaximumPlainBytes >> Block.Bits)
                throw Damaged($"its index has no head for byte {offset}");
        }
    }

    /// <summary>Where the piece of a head ends.</summary>
    private long EndOf(long head)
    {
        for (var number = head + 1; number < _entries; number++)
        {
            if (number - head > MaximumPlainBytes >> Block.Bits)
                throw Damaged($"a piece of it from block {head} on has more than {MaximumPlainBytes} bytes");
            if (EntryAt(number) is { IsHead: true } next)
                return (number << Block.Bits) + next.Offset;
        }

        return _inode.Stat.SizeBytes;
    }

    private uint BlocksOf(long head, in ClusterEntry entry)
    {
        var blocks = 1u;
        if (entry.Type == ClusterIndex.Head && head + 1 < _entries && EntryAt(head + 1) is { IsHead: false, Distance: var count } && (count & ClusterIndex.BlockCountFlag) != 0)
            blocks = count & ~(uint)ClusterIndex.BlockCountFlag;
        if (blocks is 0 or > MaximumPackedBytes >> Block.Bits || !_volume.Holds(entry.Block, blocks))
            throw Damaged($"{blocks} blocks from block {entry.Block} on hold a piece of it, but the filesystem has {_volume.Blocks}");
        return blocks;
    }

    private ClusterEntry EntryAt(long number)
    {
        Span<byte> bytes = stackalloc byte[ClusterIndex.EntryBytes];
        _metadata.Read(_index + number * ClusterIndex.EntryBytes, bytes, $"the index of inode {_inode.Nid}");
        var entry = new ClusterEntry(
            BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]));
        if (entry.Type > ClusterIndex.Other || (entry.IsHead && entry.Offset >= Block.SizeBytes))
            throw Damaged($"entry {number} of its index has type {entry.Type} and offset {entry.Offset}");
        return entry;
    }

    private FilesystemException Unsupported(string what) => new($"inode {_inode.Nid} {what}: unsupported compression");

    private FilesystemException Damaged(string how) => new($"compressed inode {_inode.Nid} is damaged: {how}");
}
