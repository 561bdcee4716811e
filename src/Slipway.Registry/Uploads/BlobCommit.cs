using Slipway.Oci;
using Slipway.Registry.Access;
using Slipway.Registry.Blobs;
using Slipway.Registry.Errors;
using Slipway.Registry.Metadata;

namespace Slipway.Registry.Uploads;

/// <summary>Makes an upload a blob of its repository: verified, published, recorded, in this order, so that nothing recorded is ever without its bytes.</summary>
internal sealed class BlobCommit(UploadStore uploads, IBlobStore blobs, BlobLocks locks, RegistryDatabase database)
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
        if (await PublishAsync(turn, digest, caller, cancellationToken) is LinkBlobOutcome.OverQuota over)
            throw UploadErrors.OverQuota(over.UsedBytes, over.LimitBytes, file.Length);
    }

    private async Task<LinkBlobOutcome> PublishAsync(UploadTurn turn, Digest digest, Caller caller, CancellationToken cancellationToken)
    {
        var (session, file) = (turn.Session, turn.Session.File);
        var isPublished = false;
        using var held = await locks.LockAsync(digest, cancellationToken);
        try
        {
            // From here on the client's leaving changes nothing: the staged file may be gone before the blob is recorded.
            await blobs.PublishAsync(digest, file.Path, CancellationToken.None);
            isPublished = true;
            return await database.LinkBlobAsync(session.Repository, digest, file.Length, caller.Limits, CancellationToken.None);
        }
        finally
        {
            if (isPublished)
                uploads.End(turn);
        }
    }
}
