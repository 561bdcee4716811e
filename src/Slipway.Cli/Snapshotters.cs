using Slipway.Containerd;
using Slipway.Images.Snapshots;
using Slipway.Images.Store;

namespace Slipway.Cli;

/// <summary>The snapshotters that there are for the images of a store.</summary>
internal static class Snapshotters
{
    /// <summary>Where containerd's socket lies, if not where its packages put it.</summary>
    private const string SocketVariable = "SLIPWAY_CONTAINERD";

    /// <summary>All of them, the better ones first.</summary>
    public static IReadOnlyList<ISnapshotter> Of(ImageStore store, Func<string, string?> variable, TimeProvider time) =>
        [.. SnapshotterChoice.Of(store), Containerd(store, variable, time)];

    /// <summary>After images were removed: containerd need not keep them either. That it cannot be reached is told, and changes nothing: the next start or removal does it.</summary>
    public static async Task ReconcileAsync(ImageStore store, CommandContext context, CancellationToken cancellationToken)
    {
        try
        {
            await Containerd(store, context.Variable, context.Time).ReconcileAsync(cancellationToken);
        }
        catch (ContainerdException e)
        {
            context.Error.WriteLine($"slipway: containerd keeps what it has of them until the next time: {Printable.Text(e.Message)}");
        }
    }

    private static ContainerdSnapshotter Containerd(ImageStore store, Func<string, string?> variable, TimeProvider time)
    {
        var socket = variable(SocketVariable) is { Length: > 0 } path ? path : ContainerdOptions.DefaultSocketPath;
        return new ContainerdSnapshotter(store, new ContainerdOptions(socket), name => ImageAccess.Open(name, time), time);
    }
}
