using Slipway.Contracts.GuestLink;

namespace Slipway.Host.Machines;

/// <summary>Takes a machine's start apart: the host's clock says how long all of it took, the guest's how long kernel and init did.</summary>
internal sealed class MachineClock(TimeProvider time, TimeSpan? network, TimeSpan disks, long spawned)
{
    public MachineTimes Split(StartedReply started)
    {
        var total = time.GetElapsedTime(spawned);
        var kernel = TimeSpan.FromMicroseconds(started.InitStartMicroseconds);
        var init = TimeSpan.FromMicroseconds(started.ExecMicroseconds) - kernel;
        return new MachineTimes(network, disks, total - kernel - init, kernel, init);
    }
}
