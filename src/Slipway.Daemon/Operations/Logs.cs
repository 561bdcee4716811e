using Microsoft.Extensions.Logging.Console;
using Slipway.Daemon.Settings;

namespace Slipway.Daemon.Operations;

/// <summary>Logs go to standard error, a line each: for people, or as JSON for machines. The level is set by <c>Logging__LogLevel__Default</c>.</summary>
internal static class Logs
{
    private const string TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";

    public static void Configure(ILoggingBuilder logging, DaemonOptions options)
    {
        logging.ClearProviders();
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (options.JsonLogs)
            logging.AddJsonConsole(json => (json.UseUtcTimestamp, json.TimestampFormat, json.IncludeScopes) = (true, TimestampFormat, true));
        else
            logging.AddSimpleConsole(simple => (simple.SingleLine, simple.UseUtcTimestamp, simple.TimestampFormat) = (true, true, TimestampFormat));
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical); // a start that failed is told in a sentence, not by a stack
        logging.AddFilter("Yarp", LogLevel.Warning);
    }
}
