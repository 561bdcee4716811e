using Slipway.Oci;

namespace Slipway.Registry.Blobs;

/// <summary>
/// Bytes by digest, shared by all organizations; who may read which is decided by <c>RegistryDatabase</c> before a store is asked. A blob is published whole
/// from a staged file, read any number of times, and deleted once nothing refers to it. Thread safe; callers hold the blob's lock while they publish or delete
/// (<c>BlobLocks</c>), never while they read.
/// </summary>
public interface IBlobStore : IAsyncDisposable
{
    /// <summary>
    /// Makes the bytes of <paramref name="stagedPath"/>, whose digest was verified while they came in, readable as <paramref name="digest"/>. When the task
    /// ends they survive a power cut. Publishing what is there already changes nothing. The staged file is gone or the caller's to remove afterwards.
    /// Errors: <see cref="IOException"/>, for example a full disk; then nothing was published.
    /// </summary>
    Task PublishAsync(Digest digest, string stagedPath, CancellationToken cancellationToken);

    /// <summary>Opens a blob; null when it is not there. The caller disposes it. Content stays readable if the blob is
    /// deleted meanwhile; a remote store may end a copy that starts beyond byte 0, or whose connection broke, with an <see cref="IOException"/>, never with other or
    /// fewer bytes.</summary>
    ValueTask<IBlobContent?> OpenAsync(Digest digest, CancellationToken cancellationToken);

    /// <summary>Removes a blob; false when it was not there.</summary>
    Task<bool> DeleteAsync(Digest digest, CancellationToken cancellationToken);

    /// <summary>Every blob, in no order, while others come and go: what the collector compares with the database.</summary>
    IAsyncEnumerable<StoredBlob> ListAsync(CancellationToken cancellationToken);
}
