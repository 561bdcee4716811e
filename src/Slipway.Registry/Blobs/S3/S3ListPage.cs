using System.Globalization;
using System.Xml;

namespace Slipway.Registry.Blobs.S3;

/// <summary>One answer of ListObjectsV2.</summary>
/// <param name="Next">What to ask for the next page with; null on the last.</param>
internal sealed record S3ListPage(IReadOnlyList<S3ListedObject> Objects, string? Next)
{
    /// <summary>Reads a page; null for what is none. Objects without a whole entry are left out.</summary>
    public static S3ListPage? Parse(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var reader = S3Xml.Open(answer);
            return reader.MoveToContent() == XmlNodeType.Element && reader.LocalName == "ListBucketResult" ? Read(reader) : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static S3ListPage? Read(XmlReader reader)
    {
        var objects = new List<S3ListedObject>();
        var (isTruncated, next) = (false, "");
        reader.ReadStartElement();
        while (reader.MoveToContent() == XmlNodeType.Element)
        {
            switch (reader.LocalName)
            {
                case "Contents":
                    if (ReadObject(reader) is { } listed)
                        objects.Add(listed);
                    break;
                case "IsTruncated":
                    isTruncated = S3Xml.ReadText(reader) == "true";
                    break;
                case "NextContinuationToken":
                    next = S3Xml.ReadText(reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return isTruncated && next.Length == 0 ? null : new S3ListPage(objects, isTruncated ? next : null);
    }

    private static S3ListedObject? ReadObject(XmlReader reader)
    {
        var (key, size, changed) = ("", "", "");
        using var contents = reader.ReadSubtree();
        contents.Read();
        if (!contents.IsEmptyElement)
        {
            contents.ReadStartElement();
            while (contents.MoveToContent() == XmlNodeType.Element)
            {
                var (name, text) = (contents.LocalName, S3Xml.ReadText(contents));
                (key, size, changed) = name switch
                {
                    "Key" => (text, size, changed),
                    "Size" => (key, text, changed),
                    "LastModified" => (key, size, text),
                    _ => (key, size, changed),
                };
            }
        }

        contents.Close();
        reader.Read();
        return long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && DateTimeOffset.TryParse(changed, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var changedAt)
            ? new S3ListedObject(key, length, changedAt)
            : null;
    }
}
