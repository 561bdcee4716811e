using Slipway.Daemon.Settings;
using Slipway.Platform;
using Slipway.Platform.Repositories;
using Slipway.Registry.Access;

namespace Slipway.Daemon.Roles;

/// <summary>The role platform: organizations, users, tokens, and the API they are managed by.</summary>
internal sealed class PlatformRole : IAsyncDisposable
{
    private readonly PlatformServer _platform;

    private PlatformRole(PlatformServer platform) => _platform = platform;

    /// <summary>Decides for a registry in this process.</summary>
    public IRegistryAuthority Authority => _platform.Authority;

    /// <summary>Opens the store; the caller disposes the role after the web server.</summary>
    public static async Task<PlatformRole> OpenAsync(DaemonOptions options, IRepositoryContents? contents, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        var settings = new PlatformOptions(options.Data.Root, OrganizationLimits.None, TimeProvider.System);
        return new PlatformRole(await PlatformServer.OpenAsync(settings, contents, logs, cancellationToken));
    }

    public void Map(WebApplication app)
    {
        app.MapPlatform(_platform);
        app.MapRegistryAuthority(_platform);
    }

    public ValueTask DisposeAsync() => _platform.DisposeAsync();
}
