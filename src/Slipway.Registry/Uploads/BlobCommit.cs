using Slipway.Oci;
using Slipway.Registry.Access;
using Slipway.Registry.Blobs;
using Slipway.Registry.Errors;
using Slipway.Registry.Inspection;
using Slipway.Registry.Metadata;
using Slipway.Registry.Pushes;

namespace Slipway.Registry.Uploads;

/// <summary>Makes an upload a blob of its repository: verified, published, recorded, in this order, so that nothing recorded is ever without its bytes.</summary>
internal sealed class BlobCommit(UploadStore uploads, IBlobStore blobs, BlobLocks locks, RegistryDatabase database, LayerCheck layers, IPushListener? listener)
{
    /// <summary>
    /// Ends the upload, except when the disk is full or the client is gone before it was published: then the client may try again.
    /// Errors: <see cref="RegistryErrorCode.DigestInvalid"/>, <see cref="RegistryErrorCode.Denied"/> over quota; <see cref="IOException"/>.
    /// </summary>
    public async Task CommitAsync(UploadTurn turn, Digest digest, Caller caller, CancellationToken cancellationToken)
    {
        var file = turn.Session.File;
        var found = await file.ComputeDigestAsync(digest.Algorithm, cancellationToken);
        if (found != digest)
        {
            uploads.End(turn);
            throw new RegistryException(RegistryErrorCode.DigestInvalid, $"the {file.Length} bytes that were sent have the digest {found}; the upload is ended.");
        }

        file.Seal();
        UploadErrors.ThrowIfRefused(await PublishAsync(turn, digest, caller.Limits, cancellationToken));
        layers.Announce(turn.Session.Repository, digest, file.Length);
        listener?.OnBlob(digest, file.Length);
    }

    private async Task<LinkBlobOutcome> PublishAsync(UploadTurn turn, Digest digest, OrganizationLimits limits, CancellationToken cancellationToken)
    {
        var (session, file) = (turn.Session, turn.Session.File);
        using var held = await locks.LockAsync(digest, cancellationToken);
        var isPublished = false;
        try
        {
            // From here on the client's leaving changes nothing: the staged file may be gone before the blob is recorded.
            await blobs.PublishAsync(digest, file.Path, CancellationToken.None);
            isPublished = true;
            var outcome = await database.LinkBlobAsync(session.Repository, digest, file.Length, limits, CancellationToken.None);
            if (outcome is not LinkBlobOutcome.Linked && !database.HasBlob(digest))
                await blobs.DeleteAsync(digest, CancellationToken.None); // nobody's: no tenant fills the disk past its quota
            return outcome;
        }
        finally
        {
            if (isPublished)
                uploads.End(turn);
        }
    }
}
