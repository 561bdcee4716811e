using System.Buffers;

namespace Slipway.Images;

/// <summary>
/// Who holds a <see cref="NamedLease"/>: up to 128 of <c>a-z 0-9 . _ -</c>, the first a letter or digit, such as <c>release-shop-12</c>. It is a file name as it is.
/// </summary>
public readonly record struct LeaseName
{
    private const int MaxLength = 128;

    private static readonly SearchValues<char> s_allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-");

    private readonly string _text;

    private LeaseName(string text) => _text = text;

    /// <summary>Reads one; false for what is none.</summary>
    public static bool TryParse(string? text, out LeaseName name)
    {
        var isName = text is { Length: > 0 and <= MaxLength } && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(s_allowed);
        name = isName ? new LeaseName(text!) : default;
        return isName;
    }

    /// <exception cref="FormatException">It is none.</exception>
    public static LeaseName Parse(string text) => TryParse(text, out var name)
        ? name
        : throw new FormatException($"'{text}' is no name of a lease; it has 1 to {MaxLength} of a-z, 0-9, '.', '_' and '-', the first a letter or digit.");

    public override string ToString() => _text ?? "";
}
