using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Slipway.Registry.Gateway;

public sealed partial class GatewayHandler
{
    [LoggerMessage(2324, LogLevel.Warning, "{Path} could not be had from the upstream: {Error} (request {RequestId}).")]
    private partial void LogForwarding(Exception? exception, string path, ForwarderError error, string requestId);
}
