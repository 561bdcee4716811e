using Slipway.Oci;

namespace Slipway.Daemon.Preparation;

internal sealed partial class ImagePreparation
{
    [LoggerMessage(4020, LogLevel.Debug, "Prepared {Digest} for machines in {Milliseconds} ms.")]
    private static partial void LogPrepared(ILogger logger, Digest digest, long milliseconds);

    [LoggerMessage(4021, LogLevel.Debug, "{Digest} is nothing to prepare for machines: {Reason}")]
    private static partial void LogPassedOver(ILogger logger, Digest digest, string reason);

    [LoggerMessage(4022, LogLevel.Warning, "{Digest} could not be prepared for machines, its first start will do that: {Reason}")]
    private static partial void LogFailed(ILogger logger, Digest digest, string reason);

    [LoggerMessage(4023, LogLevel.Information, "{Digest} is not prepared for machines: {Waiting} layers and images wait already.")]
    private static partial void LogFull(ILogger logger, Digest digest, int waiting);

    [LoggerMessage(4024, LogLevel.Warning, "What was prepared for machines is not on the disk yet: {Reason}")]
    private static partial void LogNotSynced(ILogger logger, string reason);
}
