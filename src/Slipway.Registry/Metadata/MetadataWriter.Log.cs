using Microsoft.Extensions.Logging;

namespace Slipway.Registry.Metadata;

internal sealed partial class MetadataWriter
{
    [LoggerMessage(2101, LogLevel.Error, "The registry's database could not be written; {Changes} changes were refused.")]
    private static partial void LogBatchFailed(ILogger logger, Exception cause, int changes);

    [LoggerMessage(2102, LogLevel.Error, "A transaction of the registry's database could not be rolled back.")]
    private static partial void LogRollbackFailed(ILogger logger, Exception cause);
}
