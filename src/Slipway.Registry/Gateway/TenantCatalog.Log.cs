using Microsoft.Extensions.Logging;

namespace Slipway.Registry.Gateway;

internal sealed partial class TenantCatalog
{
    [LoggerMessage(2322, LogLevel.Error, "The upstream answered a request for its catalog with {Status}.")]
    private partial void LogRefused(int status);

    [LoggerMessage(2323, LogLevel.Error, "The upstream's catalog could not be read.")]
    private partial void LogFailed(Exception exception);
}
