namespace Slipway.Oci;

/// <summary>Text from outside, made fit for an error message: bounded, and without control characters that could drive a terminal.</summary>
internal static class Excerpt
{
    private const int MaxLength = 120;

    public static string Of(string? text)
    {
        if (text is null)
            return "";

        var kept = text.Length <= MaxLength ? text : text[..MaxLength] + "…";
        return string.Create(kept.Length, kept, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsControl(source[i]) || char.IsSurrogate(source[i]) ? '?' : source[i];
        });
    }
}
