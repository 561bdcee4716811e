using Microsoft.Extensions.Logging;

namespace Slipway.Registry.Tokens;

internal sealed partial class TokenEndpoint
{
    [LoggerMessage(2310, LogLevel.Debug, "Token {Id} was made from token {TokenId} with {Granted} of {Asked} scopes.")]
    private partial void LogIssued(string id, string tokenId, int granted, int asked);
}
