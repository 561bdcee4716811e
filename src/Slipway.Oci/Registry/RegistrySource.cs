using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;

namespace Slipway.Oci.Registry;

/// <summary>An image of a registry.</summary>
internal sealed class RegistrySource(Reference reference, ImageSourceOptions options) : IDocumentSource
{
    private readonly RegistryClient _client = new(reference, options);

    public string Name { get; } = reference.ToString();

    public Task<ResolvedImage> ResolveAsync(Platform platform, CancellationToken cancellationToken) =>
        new ImageResolver(this).ResolveAsync(platform, cancellationToken);

    public async Task<SourceDocument> ReadTopAsync(Platform? platform, CancellationToken cancellationToken)
    {
        var top = await _client.GetManifestAsync(reference.Identifier, reference.Digest, cancellationToken);
        return new SourceDocument(top.Bytes, top.MediaType, top.Digest);
    }

    public async Task<ReadOnlyMemory<byte>> ReadManifestAsync(Descriptor manifest, CancellationToken cancellationToken)
    {
        if (manifest.Size > OciLimits.MaxManifestBytes)
            throw new OciException(OciErrorCode.TooLarge, $"a manifest of {Name} has {manifest.Size} bytes; at most {OciLimits.MaxManifestBytes} are allowed.");

        var fetched = await _client.GetManifestAsync(manifest.Digest.ToString(), manifest.Digest, cancellationToken);
        return fetched.Bytes.Length == manifest.Size
            ? fetched.Bytes
            : throw new OciException(OciErrorCode.DigestMismatch, $"manifest {manifest.Digest} of {Name} has {fetched.Bytes.Length} bytes; its index promises {manifest.Size}.");
    }

    public async Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken) =>
        new VerifyingStream(await _client.OpenBlobAsync(blob, cancellationToken), blob, $"blob {blob.Digest} of {Name}");

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
