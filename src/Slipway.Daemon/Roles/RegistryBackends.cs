using Slipway.Daemon.Preparation;
using Slipway.Daemon.Settings;
using Yarp.ReverseProxy.Forwarder;

namespace Slipway.Daemon.Roles;

/// <summary>Chooses where the registry's images are kept.</summary>
internal static class RegistryBackends
{
    /// <summary>Opens the one that the options name; the caller disposes it.</summary>
    /// <param name="preparation">Gets what is pushed, where the images are kept here; stays the caller's.</param>
    public static async Task<IRegistryBackend> OpenAsync(DaemonOptions options, ImagePreparation? preparation, IServiceProvider services, CancellationToken cancellationToken)
    {
        var logs = services.GetRequiredService<ILoggerFactory>();
        Directory.CreateDirectory(options.RegistryDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return options.Registry.Upstream is { } upstream
            ? GatewayBackend.Open(upstream, options.RegistryDirectory, services.GetRequiredService<IHttpForwarder>(), logs)
            : await StoreBackend.OpenAsync(options.RegistryDirectory, options.Registry, preparation, logs, cancellationToken);
    }
}
