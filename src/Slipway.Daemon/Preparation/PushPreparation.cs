using Slipway.Oci;
using Slipway.Registry.Blobs;
using Slipway.Registry.Metadata;
using Slipway.Registry.Names;
using Slipway.Registry.Pushes;

namespace Slipway.Daemon.Preparation;

/// <summary>Has what is pushed to this server's registry prepared for its machines: each layer as it arrives, the image with its manifest.</summary>
internal sealed class PushPreparation(ImagePreparation preparation, RegistryDatabase database, IBlobStore blobs) : IPushListener
{
    /// <summary>Smaller layers take milliseconds; that they are layers is known when their manifest comes.</summary>
    private const long MinBytesAhead = 1 << 20;

    public void OnBlob(Digest digest, long sizeBytes)
    {
        if (sizeBytes >= MinBytesAhead)
            preparation.Add(digest, sizeBytes, async cancellationToken => await BlobStream.OpenAsync(blobs, digest, cancellationToken));
    }

    public void OnManifest(StoredName repository, Digest digest) => preparation.Add(digest, new PushedImageSource(database, blobs, repository, digest));
}
