using Slipway.Daemon.Settings;
using Slipway.Registry.Access;
using Slipway.Registry.Authorizer;
using Slipway.Registry.Tokens;

namespace Slipway.Daemon.Roles;

/// <summary>The role registry: the authorizer and its token endpoint before a backend. Owns its keys; the backend is its maker's.</summary>
internal sealed class RegistryRole : IDisposable
{
    /// <summary>The registry's name in tokens where no public address is given.</summary>
    private const string DefaultService = "slipway";

    private readonly RegistryAccess _access;
    private readonly TokenKeys _keys;
    private readonly IRegistryBackend _backend;

    /// <exception cref="InvalidDataException">The keys of the token endpoint cannot be used.</exception>
    public RegistryRole(DaemonOptions options, IRegistryBackend backend, IRegistryAuthority authority, ILoggerFactory logs)
    {
        var settings = new AuthorizerOptions(
            options.PublicUrl?.Authority ?? DefaultService,
            options.Registry.Scheme,
            options.PublicUrl,
            options.Registry.TokenRequests,
            AuthorizerOptions.DefaultFailedLogins);
        _backend = backend;
        _keys = TokenKeyFile.LoadOrCreate(Path.Combine(options.RegistryDirectory, "token.key"));
        _access = new RegistryAccess(authority, _keys, settings, TimeProvider.System, logs);
    }

    /// <summary>Takes the paths of the registry; everything else goes on.</summary>
    public void Map(WebApplication app)
    {
        var guarded = _access.Protect(_backend.HandleAsync);
        app.Use(next => context => context.Request.Path.Value switch
        {
            RegistryAccess.TokenPath => _access.HandleTokenRequestAsync(context),
            "/v2" => guarded(context),
            { } path when path.StartsWith("/v2/", StringComparison.Ordinal) => guarded(context),
            _ => next(context),
        });
    }

    public void Dispose() => _keys.Dispose();
}
