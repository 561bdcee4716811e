using Microsoft.Win32.SafeHandles;
using Slipway.Filesystems;
using Slipway.Filesystems.Ext4;
using Slipway.Images.Content;
using Slipway.Images.Conversion;
using Slipway.Images.Layers;
using Slipway.Images.Rootfs;
using Slipway.Linux.Files;

namespace Slipway.Images.Store;

/// <content>An image as one filesystem.</content>
public sealed partial class ImageStore
{
    /// <summary>
    /// The layers of an image as one filesystem, to be copied and then enlarged (<see cref="Ext4Growth"/>): a machine's whole root. Made where it is missing, once
    /// however many want it, of the converted layers; kept and removed with the image. It is leased until the caller disposes its file.
    /// </summary>
    /// <param name="image">Held by the caller meanwhile.</param>
    /// <exception cref="ImageException"><see cref="ImageErrorCode.DiskFull"/>; <see cref="ImageErrorCode.Damaged"/>.</exception>
    public async Task<RootfsLayer> FlattenAsync(ImageLease image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        var key = LayerKey.OfRoot(image.Config.RootFs.DiffIds, _versions.First(version => version.Format == LayerFormat.Ext4));
        if (TryLeaseRoot(key) is { } ready)
            return ready;
        using var keep = await _locks.KeepAsync([], [key.FileName], cancellationToken);
        using var turn = await _locks.LayerAsync(key.FileName, static () => { }, cancellationToken);
        if (TryLeaseRoot(key) is { } made)
            return made;
        await DedicatedThread.RunAsync("image-flatten", () => Flatten(image, key, cancellationToken));
        return TryLeaseRoot(key) ?? throw new ImageException(ImageErrorCode.Damaged, $"{_layers.PathOf(key)} was made just now and is gone or changed from outside.");
    }

    /// <summary>An empty file without a name on the file system of the images, to try that out. The caller disposes it.</summary>
    internal SafeFileHandle CreateUnnamed() => _layers.CreateUnnamed();

    private RootfsLayer? TryLeaseRoot(LayerKey key) => _layers.TryLease(key) is { } file ? new RootfsLayer(file, _layers.PathOf(key), key.Identity) : null;

    private bool Flatten(ImageLease image, LayerKey key, CancellationToken cancellationToken)
    {
        try
        {
            using var output = _layers.CreateUnnamed();
            using var tree = new Ext4Writer(output, FlatRootfs.OptionsOf(output));
            var rootfs = new OverlayTree([.. image.Layers.Select(layer => LayerFilesystem.Open(layer.File))]);
            new FlatRootfs(rootfs, image.Directories, tree, cancellationToken).Write(rootfs.Root(image.Layers.Count), key.Identity);
            _layers.Publish(output, key, image.Digest, LayerFacts.OfMerged, awaitedUntil: null);
            return true;
        }
        catch (FilesystemException e)
        {
            throw new ImageException(ImageErrorCode.Damaged, $"{image.Name} cannot be made one file system: {e.Message}; remove the image and pull it again.", e);
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            throw NoRoom.For($"{image.Name} as one file system", _layers.PathOf(key), image.Layers.Sum(layer => RandomAccess.GetLength(layer.File)), e);
        }
    }
}
