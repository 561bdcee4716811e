using Microsoft.Extensions.Logging;
using Slipway.Oci;
using Slipway.Registry.Errors;
using Slipway.Registry.Metadata;
using Slipway.Registry.Names;

namespace Slipway.Registry.Inspection;

/// <summary>
/// Refuses manifests with a layer that would unpack to more than a host may be asked to. Only blobs that the repository has are looked into, so that the
/// time a refusal takes tells nothing about other organizations' blobs. Thread safe.
/// </summary>
internal sealed partial class LayerCheck(LayerInspections inspections, RegistryDatabase database, ILogger<LayerCheck> logger)
{
    /// <summary>Below this nothing can reach a limit worth having: zstd, the densest packing, makes at most 32 KiB of a byte.</summary>
    private const long MinBytes = 32 * 1024;

    /// <summary>From here on the inspection begins with the upload's end instead of the manifest.</summary>
    private const long MinBytesAhead = 1024 * 1024;

    /// <summary>Begins to inspect a blob that has just been uploaded.</summary>
    public void Announce(StoredName repository, Digest digest, long length)
    {
        if (length >= MinBytesAhead)
            _ = InspectAheadAsync(repository, digest);
    }

    /// <summary>Ends when all blobs that the repository has were inspected.</summary>
    /// <exception cref="RegistryException"><see cref="RegistryErrorCode.ManifestInvalid"/> for the first one over a limit.</exception>
    public async Task CheckAsync(StoredName repository, IReadOnlyList<Digest> blobs, CancellationToken cancellationToken)
    {
        foreach (var digest in blobs)
        {
            if (await database.FindBlobAsync(repository, digest, cancellationToken) is not >= MinBytes)
                continue;
            if (await inspections.InspectAsync(repository.OrganizationKey, digest, cancellationToken) is LayerInspection.TooLarge over)
                throw new RegistryException(
                    RegistryErrorCode.ManifestInvalid, $"the layer {digest} unpacks to more than {over.Limit} {over.What}, the most that a layer of its size may; make it smaller or split it.");
        }
    }

    private async Task InspectAheadAsync(StoredName repository, Digest digest)
    {
        try
        {
            await inspections.InspectAsync(repository.OrganizationKey, digest, CancellationToken.None);
        }
        catch (Exception e)
        {
            LogAheadFailed(logger, digest, e); // the manifest's push asks again and answers for it
        }
    }

    [LoggerMessage(2090, LogLevel.Debug, "Layer {Digest} could not be inspected ahead of its manifest.")]
    private static partial void LogAheadFailed(ILogger logger, Digest digest, Exception exception);
}
