namespace Slipway.Daemon.Tests.Faults;

/// <summary>Kills a daemon at the given one of the events that its clients count: requests that leave and answers that come.</summary>
internal sealed class KillSwitch(RunningDaemon daemon, int events)
{
    private int _left = events;

    public void Count()
    {
        if (Interlocked.Decrement(ref _left) == 0)
            daemon.Kill();
    }
}
