using Slipway.Filesystems.Blocks;

namespace Slipway.Filesystems.Erofs.Inodes;

/// <summary>Writes the metadata blocks from their first byte to their last; what is passed over is zeros.</summary>
/// <param name="first">The first of the blocks.</param>
internal sealed class MetadataOutput(BlockOutput output, uint first)
{
    private readonly byte[] _block = new byte[Block.SizeBytes];
    private uint _done;
    private int _used;

    /// <summary>Where the next byte comes in the image.</summary>
    private long Position => ((long)(first + _done) << Block.Bits) + _used;

    /// <summary>Goes on at a position that is not behind the last one.</summary>
    public void Seek(long position)
    {
        while (position - Position >= Block.SizeBytes - _used)
            Flush();
        _used += (int)(position - Position);
    }

    public void Write(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var part = data[..Math.Min(data.Length, Block.SizeBytes - _used)];
            part.CopyTo(_block.AsSpan(_used));
            _used += part.Length;
            data = data[part.Length..];
            if (_used == Block.SizeBytes)
                Flush();
        }
    }

    /// <summary>Fills so many blocks in all with zeros.</summary>
    public void Close(uint blocks)
    {
        while (_done < blocks)
            Flush();
    }

    private void Flush()
    {
        output.Write(first + _done++, _block);
        _block.AsSpan().Clear();
        _used = 0;
    }
}
