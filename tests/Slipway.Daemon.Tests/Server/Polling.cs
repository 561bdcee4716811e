using System.Diagnostics;

namespace Slipway.Daemon.Tests.Server;

/// <summary>Looks at something until it is as it should be: for what a server does on its own clock and says to nobody.</summary>
internal static class Polling
{
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    /// <summary>Fails the test with <paramref name="what"/> when it never is; the time that it took.</summary>
    public static async Task<TimeSpan> UntilAsync(string what, Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(s_every);
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < s_limit, $"within {s_limit} never: {what}");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        return Stopwatch.GetElapsedTime(started);
    }
}
