namespace Slipway.Registry.Authorizer;

/// <summary>How the registry asks for credentials.</summary>
/// <param name="Service">The registry's name in challenges and tokens, normally its host name.</param>
/// <param name="Scheme">The challenge of a 401.</param>
/// <param name="PublicUrl">What clients reach us by, if that is not what their requests say: scheme, host, port.</param>
/// <param name="TokenRequests">Requests that one token may send; null is no limit.</param>
/// <param name="FailedLogins">Wrong credentials from one client address; null is no limit.</param>
public sealed record AuthorizerOptions(
    string Service,
    RegistryAuthScheme Scheme,
    Uri? PublicUrl,
    RateLimit? TokenRequests,
    RateLimit? FailedLogins)
{
    /// <summary>Room for one machine that pulls with all its cores; a scanner is slowed down.</summary>
    public static readonly RateLimit DefaultTokenRequests = new(Burst: 20_000, PerSecond: 2_000);

    /// <summary>A person's typing errors and a build farm's stale secret, no more.</summary>
    public static readonly RateLimit DefaultFailedLogins = new(Burst: 30, PerSecond: 1);
}
