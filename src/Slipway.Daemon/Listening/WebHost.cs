using Slipway.Daemon.Operations;
using Slipway.Daemon.Settings;

namespace Slipway.Daemon.Listening;

/// <summary>The web server with nothing in it that was not asked for: no files, no ambient configuration but the log level.</summary>
internal static class WebHost
{
    /// <summary>Built, not started. The caller disposes it.</summary>
    public static WebApplication Build(DaemonOptions options) => Build(options, options.Listen);

    /// <summary>The same for other addresses than those of clients.</summary>
    public static WebApplication Build(DaemonOptions options, IReadOnlyList<ListenAddress> addresses)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddEnvironmentVariables();
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        Logs.Configure(builder.Logging, options);
        Telemetry.Configure(builder.Services);
        builder.Services.AddRoutingCore();
        builder.Services.AddHttpForwarder();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel((_, kestrel) =>
        {
            var certificate = options.Certificate is { } paths
                ? new ServerCertificate(paths, TimeProvider.System, kestrel.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger<ServerCertificate>())
                : null;
            ListenerSetup.Configure(kestrel, addresses, certificate);
        });
        return builder.Build();
    }
}
