using System.Collections.Concurrent;

namespace Slipway.Registry.Tests.Blobs.S3;

/// <summary>
/// The system's clock, off by <paramref name="skew"/>, on which waits of a few seconds are over at once; longer ones, which are limits on silence, are real
/// but can be brought to their end.
/// </summary>
internal sealed class HastyClock(TimeSpan skew = default) : TimeProvider
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(8);

    private readonly ConcurrentQueue<LimitTimer> _limits = [];

    /// <summary>What was waited for.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = [];

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + skew;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero && dueTime <= s_longestWait)
        {
            Waits.Enqueue(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }

        var limit = new LimitTimer(callback, state, base.CreateTimer(callback, state, dueTime, period));
        _limits.Enqueue(limit);
        return limit;
    }

    /// <summary>Ends every limit that runs now, once there is one.</summary>
    public async Task ExpireLimitsAsync()
    {
        var expired = 0;
        while (expired == 0)
        {
            await Task.Yield();
            foreach (var limit in _limits)
                expired += limit.TryExpire() ? 1 : 0;
        }
    }

    private sealed class LimitTimer(TimerCallback callback, object? state, ITimer inner) : ITimer
    {
        private volatile bool _runs = true;

        public bool TryExpire()
        {
            if (!_runs)
                return false;
            _runs = false;
            callback(state);
            return true;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _runs = dueTime != Timeout.InfiniteTimeSpan;
            return inner.Change(dueTime, period);
        }

        public void Dispose()
        {
            _runs = false;
            inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            _runs = false;
            return inner.DisposeAsync();
        }
    }
}
