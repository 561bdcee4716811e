using System.Collections.Concurrent;

namespace Slipway.Registry.Tests.Blobs.S3;

/// <summary>The system's clock, off by <paramref name="skew"/>, on which waits of a few seconds are over at once; longer ones, which are limits on silence, are real.</summary>
internal sealed class HastyClock(TimeSpan skew = default) : TimeProvider
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(8);

    /// <summary>What was waited for.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = [];

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + skew;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero && dueTime <= s_longestWait)
        {
            Waits.Enqueue(dueTime);
            dueTime = TimeSpan.Zero;
        }

        return base.CreateTimer(callback, state, dueTime, period);
    }
}
