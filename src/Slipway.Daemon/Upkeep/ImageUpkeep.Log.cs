namespace Slipway.Daemon.Upkeep;

internal sealed partial class ImageUpkeep
{
    [LoggerMessage(4030, LogLevel.Information, "Collected {Images} images, {Layers} converted layers and {Blobs} blobs: {Bytes} bytes.")]
    private static partial void LogCollected(ILogger logger, int images, int layers, int blobs, long bytes);

    [LoggerMessage(4031, LogLevel.Warning, "{UsedBytes} bytes of the images' disk are in use, more than the high mark of {HighBytes}, and no image is left that nobody holds: something else has to go.")]
    private static partial void LogStillFull(ILogger logger, long usedBytes, long highBytes);

    [LoggerMessage(4032, LogLevel.Warning, "Could not {What}; the next round tries again: {Reason}")]
    private static partial void LogFailed(ILogger logger, Exception? fault, string what, string reason);

    [LoggerMessage(4033, LogLevel.Debug, "A round of upkeep is over.")]
    private static partial void LogRound(ILogger logger);
}
