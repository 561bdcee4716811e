using Slipway.Containerd;
using Slipway.Containerd.Leases;
using Slipway.Containerd.Snapshots;
using Slipway.Containerd.Unpacking;
using Slipway.Images.Layers;
using Slipway.Images.Store;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Oci.Sources;

namespace Slipway.Images.Snapshots;

/// <summary>Gives images of a store to containerd and has them unpacked there: what the first machine of an image waits for.</summary>
/// <param name="images">Gets the records.</param>
/// <param name="open">Opens the source of that name: the store may have layers no more as they were pushed.</param>
/// <param name="progress">Told of the layers that containerd does not have yet.</param>
internal sealed class ContainerdUnpacking(ContainerdImages images, ImageStore store, Func<string, IImageSource> open, IProgress<ImageProgress> progress) : IProgress<LayerProgress>
{
    /// <summary>Puts an image into containerd, has it unpacked there, and notes what that gave. What of it is there already is used.</summary>
    /// <param name="lease">Holds all of it until the image's name does.</param>
    /// <exception cref="ContainerdException">containerd cannot.</exception>
    /// <exception cref="OciException">The layers are not here, and cannot be had.</exception>
    public async Task<ContainerdImage> RunAsync(ContainerdClient client, Snapshotter snapshotter, ImageLease image, Lease lease, CancellationToken cancellationToken)
    {
        await using var original = store.OpenOriginal(image, open);
        var resolved = await original.ResolveAsync(image.Platform, cancellationToken);
        images.Note(image, new ContainerdImage { Name = original.Name });
        var record = await new ImageIngest(client, this).IngestAsync(original, resolved, lease, cancellationToken);
        var top = await new ImageUnpacker(client, snapshotter, this).UnpackAsync(resolved, lease, cancellationToken);
        var filesystem = top == default ? null : await IdentifyAsync(snapshotter, top, lease, cancellationToken);
        var unpacked = new ContainerdImage { Name = record.Name, Snapshot = top.ToString(), Filesystem = filesystem };
        images.Note(image, unpacked);
        progress.Report(ImageProgress.Of(ImagePhase.Done));
        return unpacked;
    }

    public void Report(LayerProgress value)
    {
        var phase = value.Step == LayerStep.Ingesting ? ImagePhase.Ingesting : ImagePhase.Unpacking;
        progress.Report(new ImageProgress(phase, value.Layer.Digest, value.DoneBytes, value.Layer.Size));
    }

    private static async Task<Guid?> IdentifyAsync(Snapshotter snapshotter, SnapshotKey top, Lease lease, CancellationToken cancellationToken)
    {
        var view = SnapshotKey.Parse($"identify-{Guid.NewGuid():N}");
        var mounts = await snapshotter.ViewAsync(view, top, lease, cancellationToken);
        try
        {
            if (mounts is not [{ BlockDevice: { } path }])
                return null;
            using var device = ReopenedFile.OpenPath(path, writable: false);
            return FilesystemIdentity.Read(device)?.Uuid;
        }
        finally
        {
            await snapshotter.RemoveAsync(view, CancellationToken.None);
        }
    }
}
