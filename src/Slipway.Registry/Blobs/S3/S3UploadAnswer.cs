using System.Xml;

namespace Slipway.Registry.Blobs.S3;

/// <summary>Answers to the requests of an upload in parts.</summary>
internal static class S3UploadAnswer
{
    private const int MaxIdLength = 1024;

    /// <summary><c>UploadId</c> of an InitiateMultipartUploadResult; null for anything else.</summary>
    public static string? ParseId(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var reader = S3Xml.Open(answer);
            if (reader.MoveToContent() != XmlNodeType.Element || reader.LocalName != "InitiateMultipartUploadResult")
                return null;

            reader.ReadStartElement();
            while (reader.MoveToContent() == XmlNodeType.Element)
            {
                var (name, text) = (reader.LocalName, S3Xml.ReadText(reader));
                if (name == "UploadId")
                    return text.Length is > 0 and <= MaxIdLength ? text : null;
            }

            return null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>True for a CompleteMultipartUploadResult. A failure can follow a success's status, after the spaces that kept the connection alive.</summary>
    public static bool IsCompletion(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var reader = S3Xml.Open(Trim(answer));
            return reader.MoveToContent() == XmlNodeType.Element && reader.LocalName == "CompleteMultipartUploadResult";
        }
        catch (XmlException)
        {
            return false;
        }
    }

    /// <summary>Servers send spaces before the XML declaration, which XML does not allow there.</summary>
    internal static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> answer)
    {
        var start = answer.Span.IndexOfAnyExcept(" \r\n\t"u8);
        return start < 0 ? default : answer[start..];
    }
}
