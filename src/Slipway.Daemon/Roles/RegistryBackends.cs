using Slipway.Daemon.Settings;

namespace Slipway.Daemon.Roles;

/// <summary>Chooses where the registry's images are kept.</summary>
internal static class RegistryBackends
{
    /// <summary>Opens the one that the options name; the caller disposes it.</summary>
    public static async Task<IRegistryBackend> OpenAsync(DaemonOptions options, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.RegistryDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return options.Registry.Upstream is { } upstream
            ? GatewayBackend.Open(upstream, options, logs)
            : await StoreBackend.OpenAsync(options.RegistryDirectory, options.Registry, logs, cancellationToken);
    }
}
