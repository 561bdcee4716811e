using System.Globalization;

namespace Slipway.Registry.Uploads;

/// <summary>The <c>Content-Range</c> of a chunk: where its first byte goes and how many there are.</summary>
/// <remarks>
/// <code>
/// chunk = first "-" last
/// </code>
/// Inclusive, without a unit. Source: distribution-spec 1.1, "Pushing a blob in chunks".
/// </remarks>
internal readonly record struct ContentChunk(long Offset, long Count)
{
    /// <summary>Reads a header strictly; false for anything else and for a last byte before the first.</summary>
    public static bool TryParse(string? text, out ContentChunk chunk)
    {
        chunk = default;
        var dash = text?.IndexOf('-') ?? -1;
        if (dash < 0 || !TryNumber(text.AsSpan(0, dash), out var first) || !TryNumber(text.AsSpan(dash + 1), out var last) || last < first || last == long.MaxValue)
            return false;
        chunk = new ContentChunk(first, last - first + 1);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
