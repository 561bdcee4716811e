using System.Buffers.Binary;
using System.Numerics;

namespace Slipway.Filesystems.Blocks;

/// <summary>
/// CRC-32C as metadata_csum uses it: the register runs from a seed without inversion at start or end. <see cref="BitOperations"/>
/// compiles to the processor's instruction where there is one and to a table elsewhere.
/// </summary>
internal static class Crc32C
{
    public const uint Initial = uint.MaxValue;

    public static uint Update(uint crc, ReadOnlySpan<byte> data)
    {
        while (data.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[sizeof(ulong)..];
        }

        foreach (var value in data)
            crc = BitOperations.Crc32C(crc, value);
        return crc;
    }

    /// <summary>As if <paramref name="value"/> stood there in little-endian order.</summary>
    public static uint Update(uint crc, uint value) => BitOperations.Crc32C(crc, value);

    /// <inheritdoc cref="Update(uint, uint)"/>
    public static uint Update(uint crc, ulong value) => BitOperations.Crc32C(crc, value);
}
