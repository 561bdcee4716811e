using Slipway.Oci.Manifests;

namespace Slipway.Oci.Sources;

/// <summary>
/// One image where it lies: a registry, a layout directory, an archive. Resolve it first, then open its blobs, several at a time if
/// wanted. A source owns its connections and files until it is disposed. Safe for use by several threads after <see cref="ResolveAsync"/>.
/// </summary>
public interface IImageSource : IAsyncDisposable
{
    /// <summary>The image as people and messages name it: <c>docker.io/library/alpine:latest</c>, <c>oci:/srv/nginx:latest</c>.</summary>
    string Name { get; }

    /// <summary>True when the blobs lie on this machine, so that keeping a copy of them or avoiding to ask would save nothing.</summary>
    bool IsLocal => false;

    /// <summary>
    /// Finds the manifest for <paramref name="platform"/> through any indexes, and reads the configuration. Both are verified against their
    /// digests. Errors: <see cref="OciErrorCode.NotFound"/>, <see cref="OciErrorCode.Unsupported"/> when no image serves the platform, and all
    /// that reaching the source can fail with.
    /// </summary>
    Task<ResolvedImage> ResolveAsync(Platform platform, CancellationToken cancellationToken);

    /// <summary>
    /// Opens a blob from its first byte. Cuts are mended by the source, a bounded number of times. The stream counts and hashes: reading its
    /// end, or past the descriptor's size, throws <see cref="OciErrorCode.DigestMismatch"/> unless size and digest are the descriptor's. The
    /// caller disposes it.
    /// </summary>
    Task<Stream> OpenBlobAsync(Descriptor blob, CancellationToken cancellationToken);
}
