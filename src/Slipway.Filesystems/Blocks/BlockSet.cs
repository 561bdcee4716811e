namespace Slipway.Filesystems.Blocks;

/// <summary>Block numbers met so far, a bit each; a piece of the bitmap exists only when one of its blocks was met.</summary>
internal sealed class BlockSet
{
    private const int PieceBits = 15;
    private const uint PieceLength = 1 << PieceBits;
    private readonly Dictionary<ulong, byte[]> _pieces = [];

    /// <summary>Adds a run of blocks; stops and says no when one was there before.</summary>
    public bool TryAdd(ulong start, uint length)
    {
        for (var end = start + length; start < end;)
        {
            var within = (uint)(start & (PieceLength - 1));
            var count = (uint)Math.Min(PieceLength - within, end - start);
            if (!_pieces.TryGetValue(start >> PieceBits, out var piece))
                _pieces.Add(start >> PieceBits, piece = new byte[PieceLength / 8]);
            for (var bit = within; bit < within + count; bit++)
            {
                if (Bits.IsSet(piece, bit))
                    return false;
            }

            Bits.Set(piece, within, count);
            start += count;
        }

        return true;
    }
}
