using Microsoft.Extensions.Logging;

namespace Slipway.Registry.Blobs.S3;

internal sealed partial class S3Client
{
    [LoggerMessage(2251, LogLevel.Debug, "S3 {Method} of '{Key}' failed and may be tried again: {Fault}")]
    private partial void LogFault(HttpMethod method, string key, string fault);
}
