using System.Buffers.Text;

namespace Slipway.Registry.Tokens;

/// <summary>Base64 in the URL alphabet with one spelling for each value: no padding, no white space, no set bits after the last byte.</summary>
internal static class StrictBase64Url
{
    /// <summary>The bytes of <paramref name="text"/>; null for every other spelling.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        if (!Base64Url.IsValid(text, out var length))
            return null;
        var bytes = new byte[length];
        return TryDecode(text, bytes) ? bytes : null;
    }

    /// <summary>Decodes into a span of exactly the value's length; false for every other spelling and length.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (!Base64Url.IsValid(text, out var length) || length != bytes.Length || Base64Url.GetEncodedLength(length) != text.Length)
            return false;
        if (!Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != length)
            return false;
        var rest = length % 3;
        if (rest == 0)
            return true;
        Span<char> end = stackalloc char[4];
        var count = Base64Url.EncodeToChars(bytes[^rest..], end);
        return text.EndsWith(end[..count], StringComparison.Ordinal);
    }
}
