namespace Slipway.Oci.Tar;

/// <summary>
/// Reads the two sparse maps that stand outside PAX records, and checks any of them against the file.
/// <code>
/// 'S' header   4 slots at 386, extended flag at 482; while set, a further block: 21 slots at 0, flag at 504
/// slot         offset[12] length[12], a zero first byte ends the list
/// PAX 1.0      before the data: "N\n" then N × "OFFSET\nLENGTH\n", decimal, zero padded to a multiple of 512
/// </code>
/// </summary>
internal static class TarSparseMap
{
    private const int SlotSizeBytes = 24;
    private const int MaxDigits = 20;

    /// <summary>Reads an 'S' header's map with its extension blocks, which follow the header in the input.</summary>
    public static List<TarSegment> ReadOldGnu(in TarHeader header, TarInput input, TarPosition position)
    {
        List<TarSegment> segments = [];
        bool ended = !AddSlots(header.SparseSlots, segments, position);
        bool extended = header.SparseIsExtended;
        Span<byte> block = stackalloc byte[TarInput.BlockSizeBytes];
        while (extended)
        {
            if (input.ReadUpTo(block) < block.Length) throw new TarException(position, "the archive ends inside a sparse map");
            if (!ended) ended = !AddSlots(block[..504], segments, position);
            extended = block[504] != 0;
        }

        return segments;
    }

    /// <summary>Reads a PAX 1.0 map from the data and takes its padded size off <paramref name="packedBytes"/>.</summary>
    public static List<TarSegment> ReadPax10(TarInput input, ref long packedBytes, TarPosition position)
    {
        Span<byte> block = stackalloc byte[TarInput.BlockSizeBytes];
        int next = block.Length;
        long count = ReadLine(input, block, ref next, ref packedBytes, position);
        if (count > TarLimits.MaxSparseSegments)
            throw new TarException(position, $"the sparse map claims {count} segments; at most {TarLimits.MaxSparseSegments} are allowed");

        List<TarSegment> segments = [];
        for (long i = 0; i < count; i++)
        {
            long offset = ReadLine(input, block, ref next, ref packedBytes, position);
            segments.Add(new TarSegment(offset, ReadLine(input, block, ref next, ref packedBytes, position)));
        }

        return segments;
    }

    /// <summary>Segments must ascend without overlap, end inside the file and account for every packed byte.</summary>
    public static void Verify(List<TarSegment> segments, long realSize, long packedBytes, TarPosition position)
    {
        if (realSize is < 0 or > TarLimits.MaxContentBytes)
            throw new TarException(position, $"the sparse file's size {realSize} is not between 0 and {TarLimits.MaxContentBytes}");
        long end = 0;
        long total = 0;
        foreach (TarSegment segment in segments)
        {
            if (segment.Offset < end || segment.Length < 0 || segment.Length > realSize || segment.Offset > realSize - segment.Length)
                throw new TarException(position, $"the sparse segment at {segment.Offset} of {segment.Length} bytes overlaps another or passes the file's {realSize} bytes");
            end = segment.Offset + segment.Length;
            total += segment.Length;
        }

        if (total != packedBytes)
            throw new TarException(position, $"the sparse map holds {total} bytes but the entry carries {packedBytes}");
    }

    private static bool AddSlots(ReadOnlySpan<byte> slots, List<TarSegment> segments, TarPosition position)
    {
        for (; slots.Length >= SlotSizeBytes; slots = slots[SlotSizeBytes..])
        {
            if (slots[0] == 0) return false;
            if (!TarNumbers.TryParseField(slots[..12], out long offset) || !TarNumbers.TryParseField(slots[12..24], out long length))
                throw new TarException(position, "a sparse map slot is not a pair of numbers");
            if (segments.Count == TarLimits.MaxSparseSegments)
                throw new TarException(position, $"the sparse map has more than {TarLimits.MaxSparseSegments} segments");
            segments.Add(new TarSegment(offset, length));
        }

        return true;
    }

    private static long ReadLine(TarInput input, Span<byte> block, ref int next, ref long packedBytes, TarPosition position)
    {
        Span<byte> digits = stackalloc byte[MaxDigits];
        for (int length = 0; length <= MaxDigits; length++)
        {
            if (next == block.Length)
            {
                if (packedBytes < block.Length || input.ReadUpTo(block) < block.Length)
                    throw new TarException(position, "the data ends inside its sparse map");
                packedBytes -= block.Length;
                next = 0;
            }

            byte value = block[next++];
            if (value == '\n' && TarNumbers.TryParseDecimal(digits[..length], out long number) && number >= 0) return number;
            if (value == '\n' || length == MaxDigits) break;
            digits[length] = value;
        }

        throw new TarException(position, "the sparse map at the start of the data is not a list of numbers");
    }
}
