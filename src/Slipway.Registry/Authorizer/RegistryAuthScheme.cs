namespace Slipway.Registry.Authorizer;

/// <summary>Which challenge a 401 carries. Credentials of either kind are always accepted.</summary>
public enum RegistryAuthScheme
{
    /// <summary>Clients fetch a short-lived token from our token endpoint first (RFC 6750; distribution, docs/spec/auth/token.md).</summary>
    Bearer,

    /// <summary>Clients send the platform's token with each request (RFC 7617).</summary>
    Basic,
}
