using Slipway.Daemon.Operations;
using Slipway.Daemon.Settings;

namespace Slipway.Daemon.Listening;

/// <summary>The web server with nothing in it that was not asked for: no files, no ambient configuration but the log level.</summary>
internal static class WebHost
{
    /// <summary>The server of clients, built, not started, which exports telemetry. The caller disposes it.</summary>
    public static WebApplication ForClients(DaemonOptions options)
    {
        var builder = Prepare(options, options.Listen);
        Telemetry.AddExport(builder.Services);
        builder.Services.AddHttpForwarder();
        return builder.Build();
    }

    /// <summary>The server of operators, built, not started. The caller disposes it.</summary>
    public static WebApplication ForOperators(DaemonOptions options, ListenAddress address)
    {
        var builder = Prepare(options, [address]);
        Telemetry.AddScraping(builder.Services);
        return builder.Build();
    }

    private static WebApplicationBuilder Prepare(DaemonOptions options, IReadOnlyList<ListenAddress> addresses)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddEnvironmentVariables();
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        Logs.Configure(builder.Logging, options);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel((_, kestrel) =>
        {
            var certificate = options.Certificate is { } paths
                ? new ServerCertificate(paths, TimeProvider.System, kestrel.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger<ServerCertificate>())
                : null;
            ListenerSetup.Configure(kestrel, addresses, certificate);
        });
        return builder;
    }
}
