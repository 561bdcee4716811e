using System.Net;
using Microsoft.Extensions.Logging;

namespace Slipway.Registry.Authorizer;

internal sealed partial class AuthorizerMiddleware
{
    [LoggerMessage(2301, LogLevel.Debug, "Token {TokenId} may not {Method} what request {RequestId} asks for.")]
    private partial void LogForbidden(string tokenId, string method, string requestId);

    [LoggerMessage(2302, LogLevel.Debug, "Request {RequestId} ended with {Code}.")]
    private partial void LogFailure(Exception exception, string requestId, string code);

    [LoggerMessage(2303, LogLevel.Information, "The credentials of request {RequestId} from {Address} were refused.")]
    private partial void LogRefused(IPAddress? address, string requestId);

    [LoggerMessage(2304, LogLevel.Error, "Who sends request {RequestId}, a {Method}, or what it may do could not be found out.")]
    private partial void LogUnexpected(Exception exception, string requestId, string method);
}
