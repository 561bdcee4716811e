using System.Text;

namespace Slipway.Images.Conversion;

/// <summary>
/// Layers cannot be converted; what was written so far is no filesystem and is the caller's to discard. The message names the layer, the
/// entry where there is one, and the reason.
/// </summary>
public sealed class ConversionException : Exception
{
    private const int ShownPathBytes = 160;

    internal ConversionException(ConversionError error, string layer, ReadOnlyMemory<byte>? entry, string reason, Exception? cause = null)
        : base(entry is { } path ? $"layer {layer}, entry '{Show(path.Span)}': {reason}" : $"layer {layer}: {reason}", cause)
    {
        Error = error;
        Layer = layer;
    }

    /// <summary>The kind of failure.</summary>
    public ConversionError Error { get; }

    /// <summary>Name of the layer, see <see cref="LayerInput.Name"/>.</summary>
    public string Layer { get; }

    /// <summary>A name from an archive for a message: its end where it is long, and nothing that could drive a terminal.</summary>
    internal static string Show(ReadOnlySpan<byte> name)
    {
        bool cut = name.Length > ShownPathBytes;
        char[] text = Encoding.UTF8.GetString(cut ? name[^ShownPathBytes..] : name).ToCharArray();
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]))
                text[i] = '?';
        }

        return cut ? $"…{new string(text)}" : new string(text);
    }
}
