using Slipway.Oci.Manifests;

namespace Slipway.Oci.Sources;

/// <summary>A source that also hands over manifests and indexes as they are, so that all of it can be walked and copied.</summary>
public interface IDocumentSource : IImageSource
{
    /// <summary>
    /// Reads what the name means, verified. A layout may have several entries of one name: <paramref name="platform"/> chooses then; null, for all of
    /// it, takes none of them. To be called before <see cref="ReadManifestAsync"/> and <see cref="IImageSource.OpenBlobAsync"/>.
    /// </summary>
    Task<SourceDocument> ReadTopAsync(Platform? platform, CancellationToken cancellationToken);

    /// <summary>Reads the manifest or index behind an index's entry, verified; registries keep those apart from blobs.</summary>
    Task<ReadOnlyMemory<byte>> ReadManifestAsync(Descriptor manifest, CancellationToken cancellationToken);
}
