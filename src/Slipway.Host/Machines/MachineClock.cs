using Slipway.Contracts.GuestLink;

namespace Slipway.Host.Machines;

/// <summary>Takes a machine's start apart: the host's clock says how long all of it took, the guest's how long kernel and init did.</summary>
/// <param name="network">How long its tap network took; null where it has none.</param>
/// <param name="making">How long making its template took; null where none was made.</param>
/// <param name="disks">How long its disks took.</param>
/// <param name="spawned">When the VMM was started, by the clock's timestamps.</param>
/// <param name="isBooted">The guest's clock began with this start, and not when its template was made.</param>
internal sealed class MachineClock(TimeProvider time, TimeSpan? network, TimeSpan? making, TimeSpan disks, long spawned, bool isBooted)
{
    public MachineTimes Split(StartedReply started)
    {
        var total = time.GetElapsedTime(spawned);
        var begun = TimeSpan.FromMicroseconds(started.InitStartMicroseconds);
        var kernel = isBooted ? begun : TimeSpan.Zero;
        // A program that goes on was started before its machine was.
        var init = TimeSpan.FromMicroseconds(Math.Max(0, started.ExecMicroseconds - started.InitStartMicroseconds));
        return new MachineTimes(network, making, disks, total - kernel - init, kernel, init);
    }
}
