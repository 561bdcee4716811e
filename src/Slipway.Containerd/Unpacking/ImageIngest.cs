using System.Collections.ObjectModel;
using Slipway.Containerd.Content;
using Slipway.Containerd.Images;
using Slipway.Containerd.Leases;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;

namespace Slipway.Containerd.Unpacking;

/// <summary>Puts an image into containerd: its blobs, then its manifest, which holds them, then its name, which holds the manifest.</summary>
/// <param name="progress">Told of each layer that containerd does not have yet; null for nobody.</param>
public sealed class ImageIngest(ContainerdClient client, IProgress<LayerProgress>? progress = null)
{
    private const int ParallelBlobs = 3; // as many as other clients fetch from a registry at a time

    /// <summary>
    /// Makes containerd have every blob of an image and names the image. Begun again after a failure, it goes on where it stopped, as long as the lease lives.
    /// Errors: those of the source and of <see cref="ContentIngest.IngestAsync"/>.
    /// </summary>
    /// <param name="source">Where the image lies.</param>
    /// <param name="image">What the source has for the platform.</param>
    /// <param name="lease">Holds every blob until the name does.</param>
    public async Task<ImageRecord> IngestAsync(IImageSource source, ResolvedImage image, Lease lease, CancellationToken cancellationToken)
    {
        var (documents, blobs) = (new ContentIngest(client, lease), new ContentIngest(client, lease, progress));
        var manifest = image.Manifest.Content;
        await documents.IngestAsync(manifest.Config, Bytes(image.ConfigBytes), ReadOnlyDictionary<string, string>.Empty, cancellationToken);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ParallelBlobs, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(manifest.Layers.DistinctBy(static layer => layer.Digest), parallel, async (layer, token) =>
            await blobs.IngestAsync(layer, open => source.OpenBlobAsync(layer, open), ReadOnlyDictionary<string, string>.Empty, token));

        var bytes = image.Manifest.Bytes;
        var descriptor = new Descriptor { MediaType = image.Manifest.MediaType, Digest = image.Digest, Size = bytes.Length };
        await documents.IngestAsync(descriptor, Bytes(bytes), GcLabels.OfManifest(manifest), cancellationToken);

        var record = new ImageRecord(source.Name, descriptor.MediaType, descriptor.Digest, descriptor.Size);
        await client.Images.PutAsync(record, cancellationToken);
        return record;
    }

    private static Func<CancellationToken, Task<Stream>> Bytes(ReadOnlyMemory<byte> bytes) => _ => Task.FromResult<Stream>(new MemoryStream(bytes.ToArray()));
}
