using System.Buffers.Binary;
using System.Numerics;

namespace Slipway.Filesystems.Ext4.Directories;

/// <summary>
/// The hash by which directories are indexed (EXT2_HASH_HALF_MD4_UNSIGNED, Linux fs/ext4/hash.c): MD4's three rounds of 16 steps cut
/// to 8 steps over 32 bytes of name each, started from the filesystem's seed.
/// </summary>
internal readonly struct HalfMd4
{
    private const int ChunkBytes = 32;
    private const int ChunkWords = ChunkBytes / sizeof(uint);

    /// <summary>The largest hash would mean "end of directory" to readers.</summary>
    private const uint EndOfDirectory = 0xFFFFFFFE;
    private readonly uint _a;
    private readonly uint _b;
    private readonly uint _c;
    private readonly uint _d;

    /// <param name="seed">s_hash_seed, 16 bytes; zeros stand for what MD4 itself starts from.</param>
    public HalfMd4(ReadOnlySpan<byte> seed)
    {
        if (!seed.ContainsAnyExcept((byte)0))
            seed = [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 0xFE, 0xDC, 0xBA, 0x98, 0x76, 0x54, 0x32, 0x10];
        _a = BinaryPrimitives.ReadUInt32LittleEndian(seed);
        _b = BinaryPrimitives.ReadUInt32LittleEndian(seed[4..]);
        _c = BinaryPrimitives.ReadUInt32LittleEndian(seed[8..]);
        _d = BinaryPrimitives.ReadUInt32LittleEndian(seed[12..]);
    }

    // Which word each step of rounds 2 and 3 takes; round 1 takes them in order.
    private static ReadOnlySpan<byte> Round2Words => [1, 3, 5, 7, 0, 2, 4, 6];

    private static ReadOnlySpan<byte> Round3Words => [3, 7, 2, 6, 1, 5, 0, 4];

    /// <summary>The hash (even: its lowest bit means "continued" in an index) in the upper half, the one that orders equals in the lower.</summary>
    public ulong Of(ReadOnlySpan<byte> name)
    {
        var (a, b, c, d) = (_a, _b, _c, _d);
        Span<uint> words = stackalloc uint[ChunkWords];
        while (!name.IsEmpty)
        {
            Fill(words, name);
            Mix(words, ref a, ref b, ref c, ref d);
            name = name[Math.Min(ChunkBytes, name.Length)..];
        }

        var major = b & ~1u;
        if (major == EndOfDirectory)
            major -= 2;
        return (ulong)major << 32 | c;
    }

    /// <summary>Big-endian words; what the name does not fill repeats the length that is left of it.</summary>
    private static void Fill(Span<uint> words, ReadOnlySpan<byte> name)
    {
        var pad = (uint)name.Length * 0x01010101;
        name = name[..Math.Min(ChunkBytes, name.Length)];
        foreach (ref var word in words)
        {
            word = pad;
            var taken = Math.Min(sizeof(uint), name.Length);
            foreach (var value in name[..taken])
                word = word << 8 | value;
            name = name[taken..];
        }
    }

    private static void Mix(ReadOnlySpan<uint> words, ref uint a0, ref uint b0, ref uint c0, ref uint d0)
    {
        var (a, b, c, d) = (a0, b0, c0, d0);
        for (var i = 0; i < ChunkWords; i += 4)
        {
            a = BitOperations.RotateLeft(a + Choose(b, c, d) + words[i], 3);
            d = BitOperations.RotateLeft(d + Choose(a, b, c) + words[i + 1], 7);
            c = BitOperations.RotateLeft(c + Choose(d, a, b) + words[i + 2], 11);
            b = BitOperations.RotateLeft(b + Choose(c, d, a) + words[i + 3], 19);
        }

        for (var i = 0; i < ChunkWords; i += 4)
        {
            const uint SquareRootOf2 = 0x5A827999;
            a = BitOperations.RotateLeft(a + Majority(b, c, d) + words[Round2Words[i]] + SquareRootOf2, 3);
            d = BitOperations.RotateLeft(d + Majority(a, b, c) + words[Round2Words[i + 1]] + SquareRootOf2, 5);
            c = BitOperations.RotateLeft(c + Majority(d, a, b) + words[Round2Words[i + 2]] + SquareRootOf2, 9);
            b = BitOperations.RotateLeft(b + Majority(c, d, a) + words[Round2Words[i + 3]] + SquareRootOf2, 13);
        }

        for (var i = 0; i < ChunkWords; i += 4)
        {
            const uint SquareRootOf3 = 0x6ED9EBA1;
            a = BitOperations.RotateLeft(a + (b ^ c ^ d) + words[Round3Words[i]] + SquareRootOf3, 3);
            d = BitOperations.RotateLeft(d + (a ^ b ^ c) + words[Round3Words[i + 1]] + SquareRootOf3, 9);
            c = BitOperations.RotateLeft(c + (d ^ a ^ b) + words[Round3Words[i + 2]] + SquareRootOf3, 11);
            b = BitOperations.RotateLeft(b + (c ^ d ^ a) + words[Round3Words[i + 3]] + SquareRootOf3, 15);
        }

        a0 += a;
        b0 += b;
        c0 += c;
        d0 += d;
    }

    private static uint Choose(uint x, uint y, uint z) => z ^ x & (y ^ z);

    private static uint Majority(uint x, uint y, uint z) => x & y | (x | y) & z;
}
