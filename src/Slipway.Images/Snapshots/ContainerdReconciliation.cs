using Slipway.Containerd;
using Slipway.Images.Store;

namespace Slipway.Images.Snapshots;

/// <summary>
/// Ends in containerd what was held for machines that are no more, as after a kill, and the images that were removed from the store. What that alone held is
/// collected there. May run beside starts and other reconciliations, of any process.
/// </summary>
/// <param name="clock">Times calls.</param>
public sealed class ContainerdReconciliation(ImageStore store, ContainerdOptions options, TimeProvider clock)
{
    /// <summary>Runs once. Nothing is done, and containerd not asked, where it was never used.</summary>
    /// <exception cref="ContainerdException">It cannot be asked.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var holds = new ContainerdHolds(store.ContainerdDirectory);
        if (!holds.AreUsed)
            return;
        await using var client = await ContainerdClient.ConnectAsync(options, clock, cancellationToken);
        await holds.ReconcileAsync(client, cancellationToken);
        await new ContainerdImages(store.ContainerdDirectory, store).ReconcileAsync(client, cancellationToken);
    }
}
