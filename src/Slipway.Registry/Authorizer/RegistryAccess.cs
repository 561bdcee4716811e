using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Registry.Access;
using Slipway.Registry.Tokens;

namespace Slipway.Registry.Authorizer;

/// <summary>
/// Who may do what in a registry, for the program that serves one: it puts <see cref="Protect"/> around the handlers of <c>/v2/</c> and maps
/// the token endpoint to <see cref="TokenPath"/>. Thread safe; one for the life of the program.
/// </summary>
public sealed class RegistryAccess
{
    /// <summary>Path of the token endpoint, which challenges name.</summary>
    public const string TokenPath = TokenEndpoint.Path;

    private readonly IRegistryAuthority _authority;
    private readonly AuthorizerOptions _options;
    private readonly Authenticator _authenticator;
    private readonly ILoggerFactory _logs;

    public RegistryAccess(IRegistryAuthority authority, AuthorizerOptions options, TimeProvider time, ILoggerFactory logs)
    {
        _authority = authority;
        _options = options;
        _authenticator = new Authenticator(authority, options, time);
        _logs = logs;
    }

    /// <summary>A handler that lets only allowed requests through to <paramref name="next"/>, each with a <see cref="Routing.RegistryRequest"/>.</summary>
    public RequestDelegate Protect(RequestDelegate next) =>
        new AuthorizerMiddleware(next, _authority, _authenticator, _options, _logs.CreateLogger<AuthorizerMiddleware>()).InvokeAsync;
}
