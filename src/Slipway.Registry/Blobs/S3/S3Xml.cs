using System.Runtime.InteropServices;
using System.Text;
using System.Xml;

namespace Slipway.Registry.Blobs.S3;

/// <summary>XML from a server that may be hostile: no document types, no entities, nothing fetched. The caller has bounded the bytes.</summary>
internal static class S3Xml
{
    private static readonly XmlReaderSettings s_settings = new()
    {
        // A foreign key may hold characters that XML does not allow; a listing with one must still be readable.
        CheckCharacters = false,
        DtdProcessing = DtdProcessing.Prohibit,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        XmlResolver = null,
    };

    /// <summary>The caller disposes. Errors while reading: <see cref="XmlException"/>.</summary>
    public static XmlReader Open(ReadOnlyMemory<byte> bytes) => XmlReader.Create(
        MemoryMarshal.TryGetArray(bytes, out var array) ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false) : new MemoryStream(bytes.ToArray()),
        s_settings);

    /// <summary>The text of the element that the reader is on, without that of elements in it; the reader is behind it afterwards.</summary>
    public static string ReadText(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            reader.Skip();
            return "";
        }

        var text = new StringBuilder();
        var depth = reader.Depth;
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.Depth == depth + 1 && reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace)
                text.Append(reader.Value);
        }

        reader.Read();
        return text.ToString();
    }
}
