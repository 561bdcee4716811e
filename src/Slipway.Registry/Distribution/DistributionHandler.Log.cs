using Microsoft.Extensions.Logging;

namespace Slipway.Registry.Distribution;

internal sealed partial class DistributionHandler
{
    [LoggerMessage(2000, LogLevel.Error, "Request {RequestId}, a {Method}, failed.")]
    private static partial void LogUnexpected(ILogger logger, string requestId, string method, Exception cause);

    [LoggerMessage(2001, LogLevel.Error, "Request {RequestId} failed because the disk is full; make room, nothing else is needed.")]
    private static partial void LogDiskFull(ILogger logger, string requestId, Exception cause);
}
