using Microsoft.Extensions.Logging;

namespace Slipway.Registry.Collection;

public sealed partial class GarbageCollector
{
    [LoggerMessage(2113, LogLevel.Information, "Collected: {Report}")]
    private static partial void LogCollected(ILogger logger, CollectionReport report);

    [LoggerMessage(2114, LogLevel.Warning, "Retention rules were not applied to all repositories; the next collection tries again.")]
    private static partial void LogRulesFailed(ILogger logger, Exception cause);
}
