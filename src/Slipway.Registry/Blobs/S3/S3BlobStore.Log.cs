using Microsoft.Extensions.Logging;

namespace Slipway.Registry.Blobs.S3;

public sealed partial class S3BlobStore
{
    [LoggerMessage(2250, LogLevel.Warning, "S3 upload {UploadId} of {Key} failed and could not be aborted; its parts take room until it is.")]
    private partial void LogLeftOver(string key, string uploadId, Exception fault);
}
