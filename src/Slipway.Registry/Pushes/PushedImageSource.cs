using Slipway.Oci;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;
using Slipway.Registry.Blobs;
using Slipway.Registry.Metadata;
using Slipway.Registry.Names;

namespace Slipway.Registry.Pushes;

/// <summary>An image of this registry, read where it is stored; for those who run images on the server that keeps them. Nothing has to be disposed.</summary>
/// <param name="repository">Where it was pushed to.</param>
/// <param name="manifest">Which of the repository's.</param>
public sealed class PushedImageSource(RegistryDatabase database, IBlobStore blobs, StoredName repository, Digest manifest) : IDocumentSource
{
    /// <inheritdoc/>
    public string Name => $"{repository.Value}@{manifest}";

    /// <inheritdoc/>
    public bool IsLocal => true;

    /// <inheritdoc/>
    public Task<ResolvedImage> ResolveAsync(Platform platform, CancellationToken cancellationToken) => new ImageResolver(this).ResolveAsync(platform, cancellationToken);

    /// <inheritdoc/>
    public Task<SourceDocument> ReadTopAsync(Platform? platform, CancellationToken cancellationToken)
    {
        var stored = Find(manifest);
        return Task.FromResult(new SourceDocument(stored.Bytes, stored.MediaType, manifest));
    }

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> ReadManifestAsync(Descriptor manifest, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOnlyMemory<byte>>(Find(manifest.Digest).Bytes);

    /// <inheritdoc/>
    public async Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        try
        {
            return new VerifyingStream(await BlobStream.OpenAsync(blobs, blob.Digest, cancellationToken), blob, $"blob {blob.Digest} of {Name}");
        }
        catch (FileNotFoundException e)
        {
            throw new OciException(OciErrorCode.NotFound, $"blob {blob.Digest} of {Name} was removed meanwhile.", e);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private StoredManifest Find(Digest digest) =>
        database.FindManifest(repository, digest) ?? throw new OciException(OciErrorCode.NotFound, $"manifest {digest} of {Name} was removed meanwhile.");
}
