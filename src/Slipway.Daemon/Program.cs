using System.CommandLine;
using Slipway.Daemon.Settings;

try
{
    // The daemon itself bounds how long it takes to stop.
    var invocation = new InvocationConfiguration { ProcessTerminationTimeout = Timeout.InfiniteTimeSpan };
    return await DaemonCommand.Create(Console.Error).Parse(ConfigurationFile.Expand(args)).InvokeAsync(invocation);
}
catch (ConfigurationException e)
{
    await Console.Error.WriteLineAsync($"slipwayd: {e.Message}");
    return 1;
}
