using System.Globalization;

namespace Slipway.Images.Layers;

/// <summary>
/// What wrote a converted filesystem, part of the name of everything that is made of layers: another format, or a later version of its writer, gives other bytes.
/// <code>
/// v1              ext4
/// v1-erofs        EROFS
/// v1-erofs-lz4    EROFS with LZ4
/// </code>
/// </summary>
/// <param name="Format">What was written.</param>
/// <param name="Number">The version of the converter for that format: it changes whenever the same layers would give other bytes.</param>
internal readonly record struct WriterVersion(LayerFormat Format, int Number)
{
    private const char Prefix = 'v';
    private const char Separator = '-';

    /// <summary>What is written now, in each format.</summary>
    public static IReadOnlyList<WriterVersion> Current { get; } = [Of(LayerFormat.Ext4), Of(LayerFormat.Erofs), Of(LayerFormat.ErofsLz4)];

    /// <summary>What is written now in a format.</summary>
    public static WriterVersion Of(LayerFormat format) => new(format, format switch
    {
        LayerFormat.Ext4 => 1,
        LayerFormat.Erofs => 1,
        LayerFormat.ErofsLz4 => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    });

    /// <summary>The format of what has this name, without its extension; what has none of our names is taken for ext4.</summary>
    public static LayerFormat FormatOf(string name) => TryParse(name[(name.LastIndexOf('.') + 1)..])?.Format ?? LayerFormat.Ext4;

    /// <summary>How the file is called that has this name, without its extension.</summary>
    public static string ExtensionOf(string name) => FormatOf(name) == LayerFormat.Ext4 ? ".ext4" : ".erofs";

    /// <summary>The version of this spelling; null for any other.</summary>
    public static WriterVersion? TryParse(string text)
    {
        var number = text.AsSpan(Math.Min(1, text.Length));
        if (number.IndexOf(Separator) is >= 0 and var end)
            number = number[..end];
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return null;
        var same = Current.Select(version => version with { Number = value }).Where(version => version.ToString() == text).ToList();
        return same is [var found] ? found : null;
    }

    public override string ToString() => Format == LayerFormat.Ext4
        ? string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Number}")
        : string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Number}{Separator}{LayerFormats.NameOf(Format)}");
}
