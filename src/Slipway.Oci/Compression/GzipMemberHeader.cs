namespace Slipway.Oci.Compression;

/// <summary>
/// The header of a gzip member (RFC 1952 §2.3), of which only the length is wanted here:
/// <code>
/// 0 1F 8B 08    3 flags u8    4 time u32    8 extra flags u8    9 system u8
/// 10  [flag 04: length u16, extra]  [flag 08: name, NUL]  [flag 10: comment, NUL]  [flag 02: CRC u16]
/// </code>
/// </summary>
internal static class GzipMemberHeader
{
    private const int FixedBytes = 10;
    private const int HasChecksum = 0x02;
    private const int HasExtra = 0x04;
    private const int HasName = 0x08;
    private const int HasComment = 0x10;

    /// <summary>True when <paramref name="data"/> holds a whole header; also when it is no gzip, which inflating it will say.</summary>
    public static bool IsComplete(ReadOnlySpan<byte> data)
    {
        if (data.Length < FixedBytes) return false;
        if (!data.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 0x08])) return true;
        int flags = data[3];
        int end = FixedBytes;
        if ((flags & HasExtra) != 0)
        {
            if (data.Length < end + 2) return false;
            end += 2 + (data[end] | data[end + 1] << 8);
        }

        foreach (int text in (ReadOnlySpan<int>)[HasName, HasComment])
        {
            if ((flags & text) == 0) continue;
            int length = end < data.Length ? data[end..].IndexOf((byte)0) : -1;
            if (length < 0) return false;
            end += length + 1;
        }

        return data.Length >= end + ((flags & HasChecksum) != 0 ? 2 : 0);
    }
}
