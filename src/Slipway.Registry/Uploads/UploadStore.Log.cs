using Microsoft.Extensions.Logging;

namespace Slipway.Registry.Uploads;

internal sealed partial class UploadStore
{
    [LoggerMessage(2030, LogLevel.Information, "Upload {Id} was cut off while it was being made; it is removed.")]
    private static partial void LogBroken(ILogger logger, string id);

    [LoggerMessage(2031, LogLevel.Warning, "The files of ended upload {Id} could not be removed; the next start tries again.")]
    private static partial void LogLeft(ILogger logger, string id, Exception cause);
}
