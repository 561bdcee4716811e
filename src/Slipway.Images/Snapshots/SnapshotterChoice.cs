using Slipway.Images.Store;

namespace Slipway.Images.Snapshots;

/// <summary>Which snapshotter gives a machine its filesystems.</summary>
public static class SnapshotterChoice
{
    /// <summary>
    /// The snapshotters of a store, the better ones first. Overlay is first (docs/decisions/snapshotters.md): it is as fast as reflink, needs nothing made for a
    /// new version of an image but its new layers, and all machines share what the host caches of a layer.
    /// </summary>
    public static IReadOnlyList<ISnapshotter> Of(ImageStore store) => [new OverlaySnapshotter(), new ReflinkSnapshotter(store), new LoopSnapshotter(store)];

    /// <summary>Takes one.</summary>
    /// <param name="name">The one that is wanted; null: the first that works.</param>
    /// <param name="directory">In whose filesystem machines will have what they write; exists.</param>
    /// <exception cref="ImageException">The wanted one does not work here, or none does (<see cref="ImageErrorCode.Unsupported"/>).</exception>
    public static async Task<ISnapshotter> DecideAsync(IReadOnlyList<ISnapshotter> snapshotters, string? name, string directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshotters);
        var reasons = new List<string>();
        foreach (var snapshotter in snapshotters.Where(one => name is null || one.Name == name))
        {
            if (await snapshotter.ProbeAsync(directory, cancellationToken) is not { } reason)
                return snapshotter;
            reasons.Add($"snapshotter {snapshotter.Name} does not work with {directory}: {reason}");
        }

        var advice = name is null ? "" : "; leave --snapshotter out, or take one that slipway doctor says works";
        throw new ImageException(ImageErrorCode.Unsupported, (reasons.Count == 0 ? $"there is no snapshotter {name}" : string.Join("; ", reasons)) + advice + ".");
    }
}
