using Slipway.Oci.Manifests;

namespace Slipway.Oci.Copies;

/// <summary>
/// Where an image is copied to. Prepare it; put the blobs, several at a time if wanted; then the manifests, each after all it lists; then publish the
/// one that the name is to mean. Until then nobody who asks by the name sees anything of it. Whoever opened it disposes it.
/// </summary>
internal interface IImageDestination : IAsyncDisposable
{
    /// <summary>The destination as people and messages name it.</summary>
    string Name { get; }

    /// <summary>Refuses what can never work, before anything is moved.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes a blob be there: <see cref="CopyPhase.Exists"/>, <see cref="CopyPhase.Mounted"/> or <see cref="CopyPhase.Copied"/>.
    /// <paramref name="openAsync"/> opens it from its first byte, verifying, as often as needed; <paramref name="done"/> is told how many bytes are through.
    /// </summary>
    Task<CopyPhase> PutBlobAsync(Descriptor blob, Func<CancellationToken, Task<Stream>> openAsync, Action<long> done, CancellationToken cancellationToken);

    /// <summary>Puts a manifest or index byte for byte, to be found by its digest.</summary>
    Task PutManifestAsync(PlannedManifest manifest, CancellationToken cancellationToken);

    /// <summary>Puts a manifest or index, and makes the destination's name mean it.</summary>
    Task PublishAsync(PlannedManifest manifest, CancellationToken cancellationToken);
}
