namespace Slipway.Registry.Names;

/// <summary>The grammar of repository names and tags (distribution-spec 1.1); read by hand because every request passes here.</summary>
internal static class RepositoryGrammar
{
    public const int MaxTagLength = 128;

    public static bool IsName(string? text, int maxLength)
    {
        if (text is null || text.Length == 0 || text.Length > maxLength)
            return false;
        foreach (var component in text.AsSpan().Split('/'))
        {
            if (!IsComponent(text.AsSpan(component)))
                return false;
        }

        return true;
    }

    public static bool IsTag(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxTagLength || text[0] is '.' or '-')
            return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-'))
                return false;
        }

        return true;
    }

    private static bool IsComponent(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !IsAlphanumeric(text[0]) || !IsAlphanumeric(text[^1]))
            return false;
        for (var i = 1; i < text.Length; i++)
        {
            if (IsAlphanumeric(text[i]))
                continue;
            var separator = text[i..];
            var length = separator.IndexOfAnyExcept(text[i]);
            if (text[i] switch { '.' => length != 1, '_' => length > 2, '-' => false, _ => true } || !IsAlphanumeric(separator[length]))
                return false;
            i += length;
        }

        return true;
    }

    private static bool IsAlphanumeric(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
}
