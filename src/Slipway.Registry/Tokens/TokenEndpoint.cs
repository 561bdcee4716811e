namespace Slipway.Registry.Tokens;

internal sealed class TokenEndpoint
{
    public const string Path = "/auth/token";
}
