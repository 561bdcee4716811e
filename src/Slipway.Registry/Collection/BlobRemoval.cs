using Microsoft.Extensions.Logging;
using Slipway.Oci;
using Slipway.Registry.Blobs;
using Slipway.Registry.Metadata;

namespace Slipway.Registry.Collection;

/// <summary>
/// Deletes single blobs under their locks, where no push can publish or link them meanwhile. The row goes first and durably: a crash in between leaves
/// bytes that nothing names, which the next comparison finds, and never a blob that a repository has and the store has not.
/// </summary>
internal sealed partial class BlobRemoval(RegistryDatabase database, IBlobStore store, BlobLocks locks, ILogger logger)
{
    /// <summary>Deletes a blob that is in no repository since <paramref name="cutoff"/>, unless it is needed again.</summary>
    public async Task RemoveUnreferencedAsync(Digest digest, DateTimeOffset cutoff, CollectionTally tally, CancellationToken cancellationToken)
    {
        using (await locks.LockAsync(digest, cancellationToken))
        {
            if (await database.ForgetBlobAsync(digest, cutoff, cancellationToken) is not { } length)
                return;
            if (await TryDeleteAsync(digest, cancellationToken))
                tally.AddBlob(length);
        }
    }

    /// <summary>Deletes bytes that the database does not know, unless it knows them by now.</summary>
    public async Task RemoveOrphanAsync(StoredBlob blob, CollectionTally tally, CancellationToken cancellationToken)
    {
        using (await locks.LockAsync(blob.Digest, cancellationToken))
        {
            if (!database.HasBlob(blob.Digest) && await TryDeleteAsync(blob.Digest, cancellationToken))
                tally.AddOrphan(blob.Length);
        }
    }

    /// <summary>Reports a blob that the database knows and the store does not have.</summary>
    public async Task CheckMissingAsync(Digest digest, CollectionTally tally, CancellationToken cancellationToken)
    {
        using (await locks.LockAsync(digest, cancellationToken))
        {
            if (!database.HasBlob(digest))
                return;
            using var content = await store.OpenAsync(digest, cancellationToken);
            if (content is not null)
                return;
        }

        tally.MissingBlobs++;
        RegistryMetrics.BlobsMissing.Add(1);
        LogMissing(logger, digest);
    }

    private async Task<bool> TryDeleteAsync(Digest digest, CancellationToken cancellationToken)
    {
        try
        {
            return await store.DeleteAsync(digest, cancellationToken);
        }
        catch (IOException e)
        {
            LogNotDeleted(logger, e, digest);
            return false;
        }
    }
}
