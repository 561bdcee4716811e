using Slipway.Images.Conversion;
using Slipway.Images.Export;
using Slipway.Images.Layers;
using Slipway.Images.Rootfs;

namespace Slipway.Images.Store;

/// <content>An image's files for other programs.</content>
public sealed partial class ImageStore
{
    /// <summary>
    /// Writes an image's file system as a PAX tar, with numeric owners, hard links, devices and extended attributes; the same image gives the
    /// same bytes. The image is leased meanwhile. The stream is written synchronously on a thread of its own and stays the caller's.
    /// </summary>
    /// <param name="image">As for <see cref="Inspect"/>.</param>
    /// <exception cref="ImageException">
    /// <see cref="ImageErrorCode.NotFound"/>, also when the image has to be converted first; <see cref="ImageErrorCode.Ambiguous"/>.
    /// </exception>
    public async Task ExportAsync(string image, Stream tar, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tar);
        var found = Selection.Of(image, ReadCatalog()).Single(image);
        using var lease = await TryLeaseAsync(image, found, _versions, cancellationToken)
            ?? throw new ImageException(ImageErrorCode.NotFound, $"{image} was made by another version of this program; pull it again, then export it.");
        await DedicatedThread.RunAsync("image-export", () =>
        {
            var rootfs = new OverlayTree([.. lease.Layers.Select(layer => LayerFilesystem.Open(layer.File))]);
            new RootfsTar(rootfs, lease.Directories, tar, cancellationToken).Write(rootfs.Root(lease.Layers.Count));
            return true;
        });
    }
}
