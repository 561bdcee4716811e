using System.Buffers.Binary;

namespace Slipway.Vmm.Kernels;

/// <summary>
/// Decodes LZ4's legacy frame, in which Debian's and Ubuntu's kernels are packed
/// (LZ4 frame format description, "Legacy frame", and LZ4 block format description).
/// </summary>
/// <remarks>
/// <code>
/// frame     magic 02 21 4C 18, then blocks; all numbers little-endian
/// block     u32 compressed size, then that many bytes, which unpack to 8 MiB (the last block: to less)
/// sequence  token: high nibble literal length, low nibble match length - 4; a nibble of 15 is continued by bytes
///           that are added up to and including the first that is not 255
///           [more literal length] literals [u16 distance back] [more match length]
///           the last sequence of a block ends after its literals
/// </code>
/// A frame has no end mark. A kernel's payload is followed by 4 bytes with the unpacked size, hence the caller passes only the frame.
/// </remarks>
internal static class Lz4LegacyDecoder
{
    private const int MagicBytes = 4;
    private const int BlockUnpackedBytes = 8 << 20;

    /// <summary>Unpacks a whole frame.</summary>
    /// <exception cref="InvalidDataException">The data is damaged or unpacks to more than <paramref name="maxBytes"/>.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> frame, int maxBytes)
    {
        using var unpacked = new MemoryStream();
        var block = new byte[BlockUnpackedBytes];
        for (var rest = frame[MagicBytes..]; rest.Length >= sizeof(uint);)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(rest);
            rest = rest[sizeof(uint)..];
            if (size > (uint)rest.Length)
                throw new InvalidDataException($"LZ4 block of {size} bytes where only {rest.Length} are left");
            var written = DecodeBlock(rest[..(int)size], block);
            if (unpacked.Length + written > maxBytes)
                throw new InvalidDataException($"LZ4 data unpacks to more than {maxBytes} bytes");
            unpacked.Write(block, 0, written);
            rest = rest[(int)size..];
        }
        return unpacked.ToArray();
    }

    private static int DecodeBlock(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int read = 0, written = 0;
        while (read < source.Length)
        {
            var token = source[read++];
            var literals = ReadLength(source, ref read, token >> 4);
            if (literals > source.Length - read || literals > target.Length - written)
                throw new InvalidDataException($"LZ4 literals of {literals} bytes leave the block at offset {read}");
            source.Slice(read, literals).CopyTo(target[written..]);
            read += literals;
            written += literals;
            if (read == source.Length)
                break;
            if (source.Length - read < sizeof(ushort))
                throw new InvalidDataException($"LZ4 block ends inside a match at offset {read}");
            var distance = BinaryPrimitives.ReadUInt16LittleEndian(source[read..]);
            read += sizeof(ushort);
            var length = ReadLength(source, ref read, token & 15) + 4;
            if (distance == 0 || distance > written || length > target.Length - written)
                throw new InvalidDataException($"LZ4 match of {length} bytes, {distance} back, leaves the block at offset {read}");
            CopyMatch(target, written, distance, length);
            written += length;
        }
        return written;
    }

    private static void CopyMatch(Span<byte> target, int position, int distance, int length)
    {
        if (distance >= length)
        {
            target.Slice(position - distance, length).CopyTo(target[position..]);
            return;
        }
        // The match overlaps itself: it repeats the bytes it is writing, so the order matters.
        for (var i = position; i < position + length; i++)
            target[i] = target[i - distance];
    }

    private static int ReadLength(ReadOnlySpan<byte> source, ref int read, int nibble)
    {
        var length = nibble;
        if (nibble != 15)
            return length;
        byte more;
        do
        {
            if (read >= source.Length || length > BlockUnpackedBytes)
                throw new InvalidDataException($"LZ4 length at offset {read} does not end");
            more = source[read++];
            length += more;
        }
        while (more == 255);
        return length;
    }
}
