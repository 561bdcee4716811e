namespace Slipway.Registry.Blobs.S3;

/// <summary>An upload in parts that is neither completed nor aborted.</summary>
internal sealed record S3ListedUpload(string Key, string UploadId, DateTimeOffset StartedAt);
