using Slipway.Images.Snapshots;
using Slipway.Images.Store;
using Slipway.Images.Tests.Conversion;
using Slipway.Images.Tests.Snapshots;
using Slipway.Linux.Loops;
using Slipway.Linux.Mounts;

namespace Slipway.Images.Tests.Layers;

/// <summary>A leased image as a machine's kernel shows it, in both forms.</summary>
internal static class ImageMount
{
    /// <summary>Its layers, joined by overlayfs.</summary>
    public static async Task<SortedDictionary<string, string>> ListAsync(ImageLease lease)
    {
        using var directory = new TemporaryDirectory();
        await using var snapshot = await new OverlaySnapshotter().CreateAsync(
            lease, new SnapshotConfig(directory.Path, 64 << 20, DateTimeOffset.UnixEpoch), TestContext.Current.CancellationToken);
        return await SnapshotMount.ListAsync(snapshot);
    }

    /// <summary>The one filesystem that is made of them.</summary>
    public static async Task<SortedDictionary<string, string>> ListFlatAsync(ImageStore store, ImageLease lease)
    {
        var root = await store.FlattenAsync(lease, TestContext.Current.CancellationToken);
        using var file = root.File;
        await E2fsck.AssertCleanAsync(root.Path);
        using var device = LoopDevice.Attach(file, isReadOnly: true);
        using var mount = DetachedMount.OfDevice(device.Path, isReadOnly: true);
        return await TreeListing.OfAsync(mount.PathForOthers);
    }
}
