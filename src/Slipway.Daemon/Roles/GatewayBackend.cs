using Slipway.Daemon.Settings;

namespace Slipway.Daemon.Roles;

internal static class GatewayBackend
{
    public static IRegistryBackend Open(UpstreamSettings upstream, DaemonOptions options, ILoggerFactory logs) =>
        throw new ConfigurationException("gateway mode is not there yet.");
}
