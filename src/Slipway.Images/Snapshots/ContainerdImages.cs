using Slipway.Containerd;
using Slipway.Containerd.Leases;
using Slipway.Containerd.Snapshots;
using Slipway.Containerd.Unpacking;
using Slipway.Images.Content;
using Slipway.Images.Layers;
using Slipway.Images.Store;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Oci.Sources;

namespace Slipway.Images.Snapshots;

/// <summary>
/// Which images of the store containerd has unpacked, by records of our own: what a device must hold is not believed of who gives the device.
/// <code>
/// containerd/&lt;algorithm&gt;-&lt;hex of the image&gt;.json
/// </code>
/// </summary>
internal sealed class ContainerdImages(string directory, ImageStore store, Func<string, IImageSource> open)
{
    private const string Extension = ".json";
    private const int MaxRecordBytes = 64 << 10;

    /// <summary>What is known of an image; null when it has to be unpacked. containerd may have removed it all the same.</summary>
    public ContainerdImage? Find(Digest image) => Read(image) is { Snapshot: not null } unpacked ? unpacked : null;

    /// <summary>Puts an image into containerd, has it unpacked there, and notes what that gave. What of it is there already is used.</summary>
    /// <param name="lease">Holds all of it until the image's name does.</param>
    /// <exception cref="ContainerdException">containerd cannot.</exception>
    /// <exception cref="OciException">The layers are not here, and cannot be had.</exception>
    public async Task<ContainerdImage> UnpackAsync(ContainerdClient client, Snapshotter snapshotter, ImageLease image, Lease lease, CancellationToken cancellationToken)
    {
        await using var original = store.OpenOriginal(image, open);
        var resolved = await original.ResolveAsync(image.Platform, cancellationToken);
        Note(image, new ContainerdImage { Name = original.Name });
        var record = await new ImageIngest(client).IngestAsync(original, resolved, lease, cancellationToken);
        var top = await new ImageUnpacker(client, snapshotter).UnpackAsync(resolved, lease, cancellationToken);
        var filesystem = top == default ? null : await IdentifyAsync(snapshotter, top, lease, cancellationToken);
        var unpacked = new ContainerdImage { Name = record.Name, Snapshot = top.ToString(), Filesystem = filesystem };
        Note(image, unpacked);
        return unpacked;
    }

    /// <summary>Removes from containerd what was removed from the store.</summary>
    /// <exception cref="ContainerdException">containerd cannot be asked.</exception>
    public async Task ReconcileAsync(ContainerdClient client, CancellationToken cancellationToken)
    {
        foreach (var path in Directory.EnumerateFiles(directory, "*" + Extension))
        {
            if (!Digest.TryParse(Path.GetFileNameWithoutExtension(path).Replace('-', ':'), out var image) || store.Has(image))
                continue;
            if (Read(image) is { } known)
                await client.Images.DeleteAsync(known.Name, collect: false, cancellationToken);
            File.Delete(path);
        }
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

    private ContainerdImage? Read(Digest image) => JsonFile.TryRead(PathOf(image), MaxRecordBytes, ContainerdJson.Default.ContainerdImage);

    private void Note(ImageLease image, ContainerdImage known) =>
        JsonFile.Replace(PathOf(image.Digest), $"the record of {image.Name} in containerd", known, ContainerdJson.Default.ContainerdImage);

    private string PathOf(Digest image) => Path.Combine(directory, $"{image.Algorithm}-{image.Hex}{Extension}");
}
