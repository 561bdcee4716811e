using System.Globalization;

namespace Slipway.Registry.Distribution;

/// <summary>What a <c>Range</c> header asks for of a representation of known length.</summary>
/// <remarks>
/// <code>
/// range = "bytes=" ( first "-" [ last ] / "-" suffix )
/// </code>
/// Source: RFC 9110, 14.1.2, but for one thing: a last byte before the first one is not ignored but cannot be satisfied, as the specification's
/// conformance suite wants. ASP.NET's own reading ignores it.
/// </remarks>
internal readonly record struct ByteRange(ByteRangeKind Kind, long Offset, long Count)
{
    private const string Unit = "bytes=";

    /// <summary>Reads a header; one that is absent, of another unit, malformed or of several ranges asks for everything, as RFC 9110 allows.</summary>
    public static ByteRange Read(string? header, long length)
    {
        var whole = new ByteRange(ByteRangeKind.Whole, 0, length);
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase))
            return whole;

        var range = header.AsSpan(Unit.Length).Trim(" \t");
        var dash = range.IndexOf('-');
        if (dash < 0)
            return whole;

        var first = range[..dash];
        var last = range[(dash + 1)..];
        if (!IsNumberOrEmpty(first) || !IsNumberOrEmpty(last) || (first.IsEmpty && last.IsEmpty))
            return whole;
        return first.IsEmpty ? Suffix(Number(last), length) : Between(Number(first), last.IsEmpty ? long.MaxValue : Number(last), length);
    }

    private static ByteRange Suffix(long count, long length) =>
        count == 0 || length == 0 ? new(ByteRangeKind.Unsatisfiable, 0, 0) : Between(length - Math.Min(count, length), long.MaxValue, length);

    private static ByteRange Between(long first, long last, long length) => first >= length || last < first
        ? new(ByteRangeKind.Unsatisfiable, 0, 0)
        : new(ByteRangeKind.Partial, first, Math.Min(last, length - 1) - first + 1);

    private static bool IsNumberOrEmpty(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    /// <summary>A number too large for 63 bits lies behind the end of everything.</summary>
    private static long Number(ReadOnlySpan<char> digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
}
