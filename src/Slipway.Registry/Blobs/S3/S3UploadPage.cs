using System.Globalization;

namespace Slipway.Registry.Blobs.S3;

/// <summary>One answer of ListMultipartUploads.</summary>
/// <param name="NextKey">The first half of what to ask for the next page with; null on the last.</param>
/// <param name="NextUploadId">The second half.</param>
internal sealed record S3UploadPage(IReadOnlyList<S3ListedUpload> Uploads, string? NextKey, string NextUploadId)
{
    /// <summary>Reads a page; null for what is none. Uploads without a whole entry are left out.</summary>
    public static S3UploadPage? Parse(ReadOnlyMemory<byte> answer)
    {
        if (S3Document.Parse(answer, "ListMultipartUploadsResult", "Upload") is not { } page)
            return null;

        var isTruncated = page["IsTruncated"] == "true";
        var next = page["NextKeyMarker"];
        return isTruncated && next.Length == 0
            ? null
            : new S3UploadPage([.. page.Items.Select(Read).OfType<S3ListedUpload>()], isTruncated ? next : null, page["NextUploadIdMarker"]);
    }

    private static S3ListedUpload? Read(IReadOnlyDictionary<string, string> entry) =>
        entry.TryGetValue("Key", out var key)
        && entry.TryGetValue("UploadId", out var uploadId)
        && DateTimeOffset.TryParse(entry.GetValueOrDefault("Initiated"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var startedAt)
            ? new S3ListedUpload(key, uploadId, startedAt)
            : null;
}
