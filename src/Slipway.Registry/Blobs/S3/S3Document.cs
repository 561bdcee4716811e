using System.Runtime.InteropServices;
using System.Text;
using System.Xml;

namespace Slipway.Registry.Blobs.S3;

/// <summary>
/// An answer of an S3 server, all of which have one shape: <c>&lt;Root&gt;&lt;Field&gt;text&lt;/Field&gt;…&lt;Item&gt;&lt;Field&gt;text&lt;/Field&gt;…&lt;/Item&gt;…&lt;/Root&gt;</c>.
/// The server may be hostile: no document types, no entities, nothing fetched; the caller has bounded the bytes.
/// </summary>
/// <param name="Fields">Text by name, from elements that are no items; of several the last.</param>
/// <param name="Items">The items in their order.</param>
internal sealed record S3Document(IReadOnlyDictionary<string, string> Fields, IReadOnlyList<IReadOnlyDictionary<string, string>> Items)
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

    /// <summary>Reads a document; null unless it is a whole one with this root.</summary>
    public static S3Document? Parse(ReadOnlyMemory<byte> bytes, string root, string item = "")
    {
        try
        {
            using var reader = XmlReader.Create(Open(Trim(bytes)), s_settings);
            return reader.MoveToContent() == XmlNodeType.Element && reader.LocalName == root ? Read(reader, item) : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>A field's text; "" where it is not there.</summary>
    public string this[string field] => Fields.GetValueOrDefault(field, "");

    private static S3Document Read(XmlReader reader, string item)
    {
        var items = new List<IReadOnlyDictionary<string, string>>();
        var fields = ReadFields(reader, inner =>
        {
            if (inner.LocalName != item)
                return false;
            items.Add(ReadFields(inner, _ => false));
            return true;
        });
        return new S3Document(fields, items);
    }

    /// <summary>The fields of the element that the reader is on, but for those that <paramref name="take"/> reads; the reader is behind it afterwards.</summary>
    private static Dictionary<string, string> ReadFields(XmlReader reader, Func<XmlReader, bool> take)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return fields;
        }

        reader.ReadStartElement();
        while (reader.MoveToContent() == XmlNodeType.Element)
        {
            if (!take(reader))
                fields[reader.LocalName] = ReadText(reader);
        }

        reader.ReadEndElement();
        return fields;
    }

    /// <summary>The text of the element that the reader is on, without that of elements in it; the reader is behind it afterwards.</summary>
    private static string ReadText(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
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

    /// <summary>Servers send spaces to keep a connection alive, before the XML declaration too, where XML does not allow them.</summary>
    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> answer)
    {
        var start = answer.Span.IndexOfAnyExcept(" \r\n\t"u8);
        return start < 0 ? default : answer[start..];
    }

    private static MemoryStream Open(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(bytes.ToArray());
}
