using Microsoft.Extensions.Logging;
using Slipway.Oci;

namespace Slipway.Registry.Collection;

internal sealed partial class BlobRemoval
{
    [LoggerMessage(2111, LogLevel.Critical, "The store has lost blob {Digest}: images that contain it cannot be pulled until it is pushed again or restored from a backup.")]
    private static partial void LogMissing(ILogger logger, Digest digest);

    [LoggerMessage(2112, LogLevel.Warning, "Blob {Digest} could not be deleted; a later collection tries again.")]
    private static partial void LogNotDeleted(ILogger logger, Exception cause, Digest digest);
}
