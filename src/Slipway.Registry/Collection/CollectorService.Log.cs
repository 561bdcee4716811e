using Microsoft.Extensions.Logging;

namespace Slipway.Registry.Collection;

public sealed partial class CollectorService
{
    [LoggerMessage(2115, LogLevel.Error, "A collection failed; the next one tries again.")]
    private static partial void LogFailed(ILogger logger, Exception cause);
}
