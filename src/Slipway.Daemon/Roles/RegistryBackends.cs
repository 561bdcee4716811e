using Slipway.Daemon.Settings;
using Yarp.ReverseProxy.Forwarder;

namespace Slipway.Daemon.Roles;

/// <summary>Chooses where the registry's images are kept.</summary>
internal static class RegistryBackends
{
    /// <summary>Opens the one that the options name; the caller disposes it.</summary>
    public static async Task<IRegistryBackend> OpenAsync(DaemonOptions options, IServiceProvider services, CancellationToken cancellationToken)
    {
        var logs = services.GetRequiredService<ILoggerFactory>();
        Directory.CreateDirectory(options.RegistryDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return options.Registry.Upstream is { } upstream
            ? GatewayBackend.Open(upstream, options.RegistryDirectory, services.GetRequiredService<IHttpForwarder>(), logs)
            : await StoreBackend.OpenAsync(options.RegistryDirectory, options.Registry, logs, cancellationToken);
    }
}
