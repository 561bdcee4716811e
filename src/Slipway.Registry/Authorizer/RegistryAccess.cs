using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Registry.Access;
using Slipway.Registry.Tokens;

namespace Slipway.Registry.Authorizer;

/// <summary>
/// Who may do what in a registry, for the program that serves one: it puts <see cref="Protect"/> around the handlers of <c>/v2/</c> and maps
/// <see cref="HandleTokenRequestAsync"/> to <see cref="TokenPath"/>. Thread safe; one for the life of the program.
/// </summary>
public sealed class RegistryAccess
{
    /// <summary>Path of the token endpoint, which challenges name.</summary>
    public const string TokenPath = TokenEndpoint.Path;

    private readonly IRegistryAuthority _authority;
    private readonly AuthorizerOptions _options;
    private readonly Authenticator _authenticator;
    private readonly TokenEndpoint _tokenEndpoint;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _logs;

    /// <param name="keys">Of the token endpoint; the program disposes of them.</param>
    public RegistryAccess(IRegistryAuthority authority, TokenKeys keys, AuthorizerOptions options, TimeProvider time, ILoggerFactory logs)
    {
        if (options.Service.Length == 0 || options.Service.AsSpan().ContainsAny("\"\\ "))
            throw new ArgumentException($"the service '{options.Service}' is quoted in challenges: it has no quotes, backslashes or spaces", nameof(options));
        _authority = authority;
        _options = options;
        _authenticator = new Authenticator(authority, new TokenVerifier(keys, options.Service, time), options, time);
        _tokenEndpoint = new TokenEndpoint(_authenticator, keys, options, time, logs.CreateLogger<TokenEndpoint>());
        _time = time;
        _logs = logs;
    }

    /// <summary>A handler that lets only allowed requests through to <paramref name="next"/>, each with a <see cref="Routing.RegistryRequest"/>.</summary>
    public RequestDelegate Protect(RequestDelegate next) =>
        new AuthorizerMiddleware(next, _authority, _authenticator, _options, _time, _logs.CreateLogger<AuthorizerMiddleware>()).InvokeAsync;

    /// <summary>The token endpoint, for GET and POST.</summary>
    public async Task HandleTokenRequestAsync(HttpContext context)
    {
        var start = _time.GetTimestamp();
        await _tokenEndpoint.HandleAsync(context);
        RequestMetrics.Count(context, RequestMetrics.TokenRoute, _time.GetElapsedTime(start));
    }
}
