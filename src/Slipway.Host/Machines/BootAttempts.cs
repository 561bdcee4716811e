namespace Slipway.Host.Machines;

/// <summary>The boot of one guest: a second one where the first hangs, see <see cref="BootWatchdog"/>.</summary>
/// <param name="limit">How long a guest may take until its init answers.</param>
/// <param name="retrying">Called before the second, with the time for which the first was silent.</param>
internal sealed class BootAttempts(TimeSpan limit, Action<TimeSpan> retrying)
{
    public TimeSpan Limit { get; } = limit;

    /// <summary>Boots.</summary>
    /// <param name="boot">Boots once; gives null when the guest was silent for as long as it is told, never with an infinite time.</param>
    public async Task<T> RunAsync<T>(Func<TimeSpan, Task<T?>> boot)
        where T : class
    {
        var silence = BootWatchdog.LimitOf(Limit);
        if (await boot(silence) is { } booted)
            return booted;
        retrying(silence);
        return (await boot(Timeout.InfiniteTimeSpan))!;
    }
}
