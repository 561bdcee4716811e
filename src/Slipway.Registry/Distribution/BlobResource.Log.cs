using Microsoft.Extensions.Logging;
using Slipway.Oci;
using Slipway.Registry.Names;

namespace Slipway.Registry.Distribution;

internal sealed partial class BlobResource
{
    [LoggerMessage(2010, LogLevel.Error,
        "Blob {Digest} is recorded in {Repository}, but the store does not have all of it; restore it from a backup or push it again (request {RequestId}).")]
    private static partial void LogLost(ILogger logger, Digest digest, StoredName repository, string requestId);
}
