using System.Collections.Concurrent;

namespace Slipway.Registry.Tests.Blobs.S3;

/// <summary>
/// The system's clock, off by <paramref name="skew"/>, on which waits of a few seconds are over at once; longer ones, which are limits on silence, are real
/// but can be brought to their end.
/// </summary>
internal sealed class HastyClock(TimeSpan skew = default) : TimeProvider
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(8);

    private readonly List<LimitTimer> _limits = [];
    private bool _expireNext;

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

        lock (_limits)
        {
            var limit = new LimitTimer(this, base.CreateTimer(callback, state, dueTime, period));
            _limits.Add(limit);
            Started(limit);
            return limit;
        }
    }

    /// <summary>Ends the limits that run now or, where nobody waits for the other side at this moment, the next one that starts.</summary>
    public void ExpireLimits()
    {
        lock (_limits)
        {
            var running = _limits.FindAll(limit => limit.Runs);
            running.ForEach(limit => limit.Expire());
            _expireNext = running.Count == 0;
        }
    }

    private void Started(LimitTimer limit)
    {
        lock (_limits)
        {
            if (!_expireNext)
                return;
            _expireNext = false;
            limit.Expire();
        }
    }

    private sealed class LimitTimer(HastyClock clock, ITimer inner) : ITimer
    {
        private bool _expired;

        public bool Runs { get; private set; } = true;

        /// <summary>At once, on a thread of its own as any timer; nothing puts it off from then on.</summary>
        public void Expire()
        {
            (_expired, Runs) = (true, false);
            inner.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._limits)
            {
                if (_expired)
                    return true;
                var changed = inner.Change(dueTime, period);
                Runs = dueTime != Timeout.InfiniteTimeSpan;
                if (Runs)
                    clock.Started(this);
                return changed;
            }
        }

        public void Dispose()
        {
            Forget();
            inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Forget();
            return inner.DisposeAsync();
        }

        private void Forget()
        {
            lock (clock._limits)
                clock._limits.Remove(this);
        }
    }
}
