using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;

namespace Slipway.Registry.Blobs.S3;

/// <summary>CreateMultipartUpload, UploadPart, CompleteMultipartUpload, AbortMultipartUpload, ListMultipartUploads.</summary>
internal sealed partial class S3Client
{
    private const int MaxAnswerBytes = 64 * 1024;

    private const int MaxUploadIdLength = 1024;

    /// <summary>A server puts the parts together before it answers.</summary>
    private static readonly TimeSpan s_completionSilence = TimeSpan.FromMinutes(10);

    /// <summary>Opens an upload in parts and returns its id. Parts cost room until it is completed or aborted.</summary>
    public async Task<string> CreateUploadAsync(string key, CancellationToken cancellationToken)
    {
        var request = new S3Request(HttpMethod.Post, key) { Query = [new("uploads", "")] };
        var answer = await SendAsync(request, (response, idle) => ReadAsync(request, response, MaxAnswerBytes, idle), cancellationToken);
        var uploadId = S3Document.Parse(answer, "InitiateMultipartUploadResult")?["UploadId"] ?? "";
        return uploadId.Length is > 0 and <= MaxUploadIdLength ? uploadId : throw NoS3(request);
    }

    /// <summary>Sends a part, 1 to 10 000, and returns its tag.</summary>
    public Task<string> PutPartAsync(string key, string uploadId, int number, S3Payload payload, CancellationToken cancellationToken)
    {
        var request = new S3Request(HttpMethod.Put, key)
        {
            Query = [new("partNumber", number.ToString(CultureInfo.InvariantCulture)), new("uploadId", uploadId)],
            Payload = payload,
        };
        return SendAsync(request, TakeTag, cancellationToken);

        Task<string> TakeTag(HttpResponseMessage response, IdleTimer idle)
        {
            using (response)
                return Task.FromResult(response.Headers.ETag?.ToString() ?? throw NoS3(request));
        }
    }

    /// <summary>Makes the parts one object, under its name from now on. A server may say yes first and fail later, in the body.</summary>
    public Task CompleteUploadAsync(string key, string uploadId, IReadOnlyList<string> tags, CancellationToken cancellationToken)
    {
        var request = new S3Request(HttpMethod.Post, key)
        {
            Query = [new("uploadId", uploadId)],
            Payload = new S3Bytes(WriteParts(tags)),
            Silence = s_completionSilence,
        };
        return SendAsync(request, VerifyAsync, cancellationToken);

        async Task<bool> VerifyAsync(HttpResponseMessage response, IdleTimer idle)
        {
            var answer = await ReadAsync(request, response, MaxAnswerBytes, idle);
            return S3Document.Parse(answer, "CompleteMultipartUploadResult") is not null
                ? true
                : throw Refuse(request, response, S3ErrorBody.Parse(answer));
        }
    }

    /// <summary>Throws an upload and its parts away; one that is not there is as good.</summary>
    public async Task AbortUploadAsync(string key, string uploadId, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(new S3Request(HttpMethod.Delete, key) { Query = [new("uploadId", uploadId)] }, Done, cancellationToken);
        }
        catch (S3Exception fault) when (fault.Kind == S3FaultKind.Absent)
        {
        }
    }

    /// <summary>Every upload below a prefix that is neither completed nor aborted, page by page.</summary>
    public async IAsyncEnumerable<S3ListedUpload> ListUploadsAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        S3UploadPage? page = null;
        do
        {
            var request = new S3Request(HttpMethod.Get, "") { Query = QueryOf(prefix, page) };
            var answer = await SendAsync(request, (response, idle) => ReadAsync(request, response, MaxPageBytes, idle), cancellationToken);
            var next = S3UploadPage.Parse(answer) ?? throw NoS3(request);
            foreach (var upload in next.Uploads)
                yield return upload;

            if (next.NextKey is not null && (next.NextKey, next.NextUploadId) == (page?.NextKey, page?.NextUploadId))
                throw NoS3(request);
            page = next;
        }
        while (page.NextKey is not null);
    }

    private static List<KeyValuePair<string, string>> QueryOf(string prefix, S3UploadPage? page)
    {
        List<KeyValuePair<string, string>> query = [new("uploads", ""), new("prefix", prefix)];
        if (page is { NextKey: { } key })
            query.AddRange([new("key-marker", key), new("upload-id-marker", page.NextUploadId)]);
        return query;
    }

    private static byte[] WriteParts(IReadOnlyList<string> tags)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("CompleteMultipartUpload", "http://s3.amazonaws.com/doc/2006-03-01/");
            for (var i = 0; i < tags.Count; i++)
            {
                xml.WriteStartElement("Part");
                xml.WriteElementString("PartNumber", (i + 1).ToString(CultureInfo.InvariantCulture));
                xml.WriteElementString("ETag", tags[i]);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(S3Request request, HttpResponseMessage response, int maxBytes, IdleTimer idle)
    {
        using (response)
        {
            return await S3Body.ReadAsync(response, maxBytes, idle)
                ?? throw new S3Exception(S3FaultKind.Unexpected, $"{Describe(request)} was answered with more than {maxBytes} bytes.");
        }
    }

    private S3Exception NoS3(S3Request request) =>
        new(S3FaultKind.Unexpected, $"{Describe(request)} was answered with what S3 does not answer; {_address.Host} is no S3 server, or a proxy changes its answers.");
}
