using System.Buffers.Binary;

namespace Slipway.Oci.Tar;

/// <summary>
/// The number formats of tar headers. Octal digits padded with spaces or NULs and ended by either (POSIX ustar); or, when the
/// first byte's top bit is set, a big-endian two's complement number over the whole field (GNU base-256, also negative).
/// PAX records hold decimal, times with a fraction.
/// </summary>
internal static class TarNumbers
{
    /// <summary>Reads a header field; false when it is neither octal, nor blank (0), nor a base-256 number that fits.</summary>
    public static bool TryParseField(ReadOnlySpan<byte> field, out long value) =>
        (field[0] & 0x80) != 0 ? TryParseBase256(field, out value) : TryParseOctal(field, out value);

    /// <summary>Reads a PAX decimal with an optional minus sign.</summary>
    public static bool TryParseDecimal(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        bool negative = text.Length > 0 && text[0] == '-';
        ReadOnlySpan<byte> digits = negative ? text[1..] : text;
        if (digits.IsEmpty) return false;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            if (value > (long.MaxValue - 9) / 10) return false;
            value = (value * 10) + (digit - '0');
        }

        if (negative) value = -value;
        return true;
    }

    /// <summary>Reads a PAX time, seconds with an optional fraction; the nanoseconds always count forward from the floor.</summary>
    public static bool TryParseTime(ReadOnlySpan<byte> text, out long seconds, out uint nanoseconds)
    {
        nanoseconds = 0;
        int point = text.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? text : text[..point];
        if (!TryParseDecimal(whole, out seconds)) return false;
        if (point < 0) return true;

        uint scale = 100_000_000;
        foreach (byte digit in text[(point + 1)..])
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            nanoseconds += (uint)(digit - '0') * scale;
            scale /= 10;
        }

        if (text[0] != '-' || nanoseconds == 0) return true;
        seconds--;
        nanoseconds = 1_000_000_000 - nanoseconds;
        return true;
    }

    private static bool TryParseOctal(ReadOnlySpan<byte> field, out long value)
    {
        value = 0;
        ReadOnlySpan<byte> digits = field.Trim(" \0"u8);
        int end = digits.IndexOfAny((byte)' ', (byte)0);
        if (end >= 0) digits = digits[..end];
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7' || value > long.MaxValue >> 3) return false;
            value = (value << 3) | (uint)(digit - '0');
        }

        return true;
    }

    private static bool TryParseBase256(ReadOnlySpan<byte> field, out long value)
    {
        // The top bit is the marker, the next one the sign. Fields are 8 or 12 bytes: all above the low 63 bits must be sign.
        bool negative = (field[0] & 0x40) != 0;
        Span<byte> wide = stackalloc byte[16];
        wide.Fill(negative ? (byte)0xFF : (byte)0);
        field.CopyTo(wide[(16 - field.Length)..]);
        wide[16 - field.Length] = (byte)(negative ? field[0] | 0x80 : field[0] & 0x7F);
        Int128 number = BinaryPrimitives.ReadInt128BigEndian(wide);
        bool fits = number >= long.MinValue && number <= long.MaxValue;
        value = fits ? (long)number : 0;
        return fits;
    }
}
