using System.Numerics;
using System.Runtime.InteropServices;

namespace Slipway.Filesystems.Blocks;

/// <summary>Runs of bits in a bitmap, lowest bit of the lowest byte first.</summary>
internal static class Bits
{
    public static void Set(Span<byte> bitmap, uint start, uint length) => Change(bitmap, start, length, true);

    public static void Clear(Span<byte> bitmap, uint start, uint length) => Change(bitmap, start, length, false);

    public static bool IsSet(ReadOnlySpan<byte> bitmap, uint bit) => (bitmap[(int)(bit >> 3)] & 1 << (int)(bit & 7)) != 0;

    /// <summary>Bits that are set; the bitmap's length is a multiple of 8 bytes.</summary>
    public static uint Count(ReadOnlySpan<byte> bitmap)
    {
        var count = 0;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bitmap))
            count += BitOperations.PopCount(word);
        return (uint)count;
    }

    private static void Change(Span<byte> bitmap, uint start, uint length, bool value)
    {
        var end = start + length;
        for (; start < end && (start & 7) != 0; start++)
            ChangeOne(bitmap, start, value);
        var bytes = (end - start) >> 3;
        if (start < end && bytes > 0)
        {
            bitmap.Slice((int)(start >> 3), (int)bytes).Fill(value ? byte.MaxValue : (byte)0);
            start += bytes << 3;
        }

        for (; start < end; start++)
            ChangeOne(bitmap, start, value);
    }

    private static void ChangeOne(Span<byte> bitmap, uint bit, bool value)
    {
        var mask = (byte)(1 << (int)(bit & 7));
        ref var cell = ref bitmap[(int)(bit >> 3)];
        cell = value ? (byte)(cell | mask) : (byte)(cell & ~mask);
    }
}
