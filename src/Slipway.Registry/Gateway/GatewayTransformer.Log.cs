using Microsoft.Extensions.Logging;

namespace Slipway.Registry.Gateway;

internal sealed partial class GatewayTransformer
{
    [LoggerMessage(2320, LogLevel.Error, "The upstream answered {Path} with {Status}, which no client can be told (request {RequestId}). "
        + "After 401 or 403 look at its credentials; after 307 switch its storage redirects off.")]
    private partial void LogUnusable(string path, int status, string requestId);

    [LoggerMessage(2321, LogLevel.Error, "The upstream answered {Path} with an upload that is not as expected (request {RequestId}): "
        + "is its http.secret the one that the gateway has? Does it sign uploads at all?")]
    private partial void LogLocation(string path, string requestId);
}
