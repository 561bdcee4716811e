using Slipway.Containerd;
using Slipway.Host;
using Slipway.Images;
using Slipway.Images.Snapshots;
using Slipway.Images.Store;

namespace Slipway.Cli;

/// <summary>The snapshotters that there are for the images of a store.</summary>
internal static class Snapshotters
{
    /// <summary>All of them, the better ones first.</summary>
    /// <param name="progress">Told of what the first machine of an image waits for.</param>
    public static IReadOnlyList<ISnapshotter> Of(ImageStore store, Func<string, string?> variable, IProgress<ImageProgress> progress, TimeProvider time) =>
        [.. SnapshotterChoice.Of(store), new ContainerdSnapshotter(store, ContainerdSocket.Resolve(variable), name => ImageAccess.Open(name, time), progress, time)];

    /// <summary>After images were removed: containerd need not keep them either. That it cannot be reached is told, and changes nothing: the next start or removal does it.</summary>
    public static async Task ReconcileAsync(ImageStore store, CommandContext context, CancellationToken cancellationToken)
    {
        try
        {
            await new ContainerdReconciliation(store, ContainerdSocket.Resolve(context.Variable), context.Time).RunAsync(cancellationToken);
        }
        catch (ContainerdException e)
        {
            context.Error.WriteLine($"slipway: containerd keeps what it has of them until the next time: {Printable.Text(e.Message)}");
        }
    }
}
