using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Slipway.Oci.Tests.Registry;

/// <summary>A clock on which waits below a minute are over as soon as they begin, and noted; longer ones, which are timeouts, pass only by Advance.</summary>
internal sealed class FastForwardTime : FakeTimeProvider
{
    public ConcurrentQueue<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime < TimeSpan.FromMinutes(1))
        {
            Waits.Enqueue(dueTime);
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }

        return timer;
    }
}
