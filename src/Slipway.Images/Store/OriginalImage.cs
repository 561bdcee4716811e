using Slipway.Images.Content;
using Slipway.Oci;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;

namespace Slipway.Images.Store;

/// <summary>An image of the store as it was pushed: blobs that are here, and others from where the image came from, once that has said that it still has it.</summary>
internal sealed class OriginalImage(BlobStore blobs, ImageLease image, Func<string, IImageSource> open) : IImageSource
{
    private readonly SemaphoreSlim _asking = new(1);
    private IImageSource? _source;

    /// <summary>With the digest, so that each version has a name of its own.</summary>
    public string Name => image.Name.EndsWith($"@{image.Digest}", StringComparison.Ordinal) ? image.Name : $"{image.Name}@{image.Digest}";

    /// <inheritdoc/>
    public Task<ResolvedImage> ResolveAsync(Platform platform, CancellationToken cancellationToken) => Task.FromResult(image.Resolved);

    /// <inheritdoc/>
    public async Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken) => blobs.Has(blob)
        ? new VerifyingStream(blobs.Open(blob.Digest), blob, $"blob {blob.Digest} of {Name}")
        : await (await AskAsync(cancellationToken)).OpenBlobAsync(blob, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_source is not null)
            await _source.DisposeAsync();
        _asking.Dispose();
    }

    private async Task<IImageSource> AskAsync(CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            return _source ??= await OpenSourceAsync(cancellationToken);
        }
        finally
        {
            _asking.Release();
        }
    }

    private async Task<IImageSource> OpenSourceAsync(CancellationToken cancellationToken)
    {
        var source = open(image.Name);
        try
        {
            var found = await source.ResolveAsync(image.Platform, cancellationToken);
            return found.Digest == image.Digest
                ? source
                : throw new ImageException(ImageErrorCode.NotFound, $"{image.Name} is {found.Digest} by now, and not all layers of {image.Digest} are kept here; pull it again.");
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }
}
