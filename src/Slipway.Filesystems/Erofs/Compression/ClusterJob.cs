using K4os.Compression.LZ4;
using Slipway.Filesystems.Blocks;

namespace Slipway.Filesystems.Erofs.Compression;

/// <summary>A cluster on its way: filled by the writer, compressed by a worker, written by the writer. Used again and again.</summary>
internal sealed class ClusterJob
{
    private readonly byte[] _plain = new byte[ClusterSize.Bytes];
    private readonly byte[] _packed = new byte[ClusterSize.Bytes];
    private bool _isPacked;

    /// <summary>The inode whose file it is of; 0 when that was removed.</summary>
    public uint Inode { get; set; }

    /// <summary>Bytes that were filled.</summary>
    public int Length { get; private set; }

    /// <summary>A worker is done with it.</summary>
    public bool IsDone { get; set; }

    /// <summary>What is to be written, whole blocks; once it is done.</summary>
    public ReadOnlySpan<byte> Result => (_isPacked ? _packed : _plain).AsSpan(0, ResultBlocks * Block.SizeBytes);

    public byte ResultBlocks { get; private set; }

    public void Begin(uint inode)
    {
        Inode = inode;
        Length = 0;
        IsDone = false;
    }

    public void Add(ReadOnlySpan<byte> data)
    {
        data.CopyTo(_plain.AsSpan(Length));
        Length += data.Length;
    }

    public void AddZeros(int count)
    {
        _plain.AsSpan(Length, count).Clear();
        Length += count;
    }

    /// <summary>
    /// Compresses where that saves a block at least. The result stands at the end of its blocks, zeros before it (Z_EROFS: lz4 0padding), so that the kernel can
    /// decompress in place.
    /// </summary>
    public void Compress()
    {
        var blocks = (int)Block.CountFor(Length);
        _plain.AsSpan(Length, blocks * Block.SizeBytes - Length).Clear();
        var room = (blocks - 1) * Block.SizeBytes;
        var packed = room == 0 ? 0 : LZ4Codec.Encode(_plain.AsSpan(0, Length), _packed.AsSpan(0, room), LZ4Level.L00_FAST);
        _isPacked = packed > 0;
        ResultBlocks = (byte)(_isPacked ? Block.CountFor(packed) : (uint)blocks);
        if (!_isPacked)
            return;
        var padding = ResultBlocks * Block.SizeBytes - packed;
        _packed.AsSpan(0, packed).CopyTo(_packed.AsSpan(padding));
        _packed.AsSpan(0, padding).Clear();
    }
}
