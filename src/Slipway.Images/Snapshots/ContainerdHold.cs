using Slipway.Containerd;
using Slipway.Containerd.Leases;
using Slipway.Containerd.Snapshots;
using Slipway.Linux.Files;

namespace Slipway.Images.Snapshots;

/// <summary>What one machine has in containerd. Disposed when nobody has its device open any more; killed before, it is ended by the next <see cref="ContainerdHolds.ReconcileAsync"/>.</summary>
/// <param name="lease">Holds the snapshot; becomes the hold's.</param>
/// <param name="labels">Say whose it is.</param>
/// <param name="alive">Says that the machine's owner lives; becomes the hold's.</param>
internal sealed class ContainerdHold(
    Snapshotter snapshotter, SnapshotKey snapshot, Lease lease, IReadOnlyDictionary<string, string> labels, RangeLock alive)
    : IAsyncDisposable
{
    /// <summary>The name for the machine's snapshot.</summary>
    public SnapshotKey Snapshot => snapshot;

    /// <summary>What to make it under.</summary>
    public Lease Lease => lease;

    /// <summary>For other leases of the same owner, which end as this one does when the owner is dead.</summary>
    public IReadOnlyDictionary<string, string> Labels => labels;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await snapshotter.RemoveAsync(snapshot, CancellationToken.None);
        }
        catch (ContainerdException)
        {
            // The lease's end has it collected; and where containerd is gone, so will whoever reconciles.
        }

        await lease.DisposeAsync();
        alive.Dispose();
    }
}
