using Slipway.Oci;
using Slipway.Oci.Sources;

namespace Slipway.Images.Store;

/// <content>Images as they were pushed, for others who keep images.</content>
public sealed partial class ImageStore
{
    /// <summary>Where it is noted what containerd has of this store's images and for its machines.</summary>
    internal string ContainerdDirectory { get; }

    /// <summary>An image is known here.</summary>
    internal bool Has(Digest image) => File.Exists(_blobs.PathOf(image));

    /// <summary>An image's layers as they were pushed. The caller disposes.</summary>
    /// <param name="image">Held by the caller meanwhile.</param>
    /// <param name="open">Opens the source of a name: layers that are converted need not be here.</param>
    internal IImageSource OpenOriginal(ImageLease image, Func<string, IImageSource> open) => new OriginalImage(_blobs, image, open);
}
