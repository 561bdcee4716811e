using Slipway.Images.Content;
using Slipway.Oci;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;

namespace Slipway.Images.Store;

/// <summary>Images as the blob store knows them: manifest and configuration read back, digests checked.</summary>
internal sealed class StoredImages(BlobStore blobs)
{
    /// <summary>The image of a manifest; null when manifest or configuration is missing or damaged.</summary>
    /// <param name="asked">Stands in for the platform where the configuration says none.</param>
    /// <param name="name">For messages.</param>
    public ResolvedImage? Find(Digest manifest, Platform asked, string name)
    {
        if (blobs.TryRead(manifest, OciLimits.MaxManifestBytes) is not { } bytes
            || ManifestDocument.Parse(bytes, null, name) is not ManifestDocument.Manifest document
            || blobs.TryRead(document.Content.Config.Digest, OciLimits.MaxConfigBytes) is not { } configBytes)
            return null;
        var config = ImageConfig.Parse(configBytes.Span, name);
        return new ResolvedImage(manifest, document, configBytes, config, config.Platform ?? asked);
    }
}
