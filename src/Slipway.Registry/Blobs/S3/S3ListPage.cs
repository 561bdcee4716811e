using System.Globalization;

namespace Slipway.Registry.Blobs.S3;

/// <summary>One answer of ListObjectsV2.</summary>
/// <param name="Next">What to ask for the next page with; null on the last.</param>
internal sealed record S3ListPage(IReadOnlyList<S3ListedObject> Objects, string? Next)
{
    /// <summary>Reads a page; null for what is none. Objects without a whole entry are left out.</summary>
    public static S3ListPage? Parse(ReadOnlyMemory<byte> answer)
    {
        if (S3Document.Parse(answer, "ListBucketResult", "Contents") is not { } page)
            return null;

        var isTruncated = page["IsTruncated"] == "true";
        var next = page["NextContinuationToken"];
        return isTruncated && next.Length == 0 ? null : new S3ListPage([.. page.Items.Select(Read).OfType<S3ListedObject>()], isTruncated ? next : null);
    }

    private static S3ListedObject? Read(IReadOnlyDictionary<string, string> entry) =>
        long.TryParse(entry.GetValueOrDefault("Size"), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
        && DateTimeOffset.TryParse(entry.GetValueOrDefault("LastModified"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var changedAt)
            ? new S3ListedObject(entry.GetValueOrDefault("Key", ""), length, changedAt)
            : null;
}
