using System.Buffers.Binary;
using Slipway.Oci;
using Slipway.Registry.Blobs;
using Slipway.Registry.Metadata;

namespace Slipway.Registry.Collection;

/// <summary>Compares the whole store with the database: deletes bytes that no row knows, reports rows without bytes.</summary>
internal sealed class StoreReconciler(RegistryDatabase database, IBlobStore store, BlobRemoval removal)
{
    private const int Batch = 1000;

    /// <summary>Spares bytes published after <paramref name="cutoff"/>.</summary>
    public async Task RunAsync(DateTimeOffset cutoff, CollectionTally tally, CancellationToken cancellationToken)
    {
        // 128 bits of each hash: 50 MB for a million blobs, and no two of them alike by chance.
        var stored = new HashSet<UInt128>();
        await foreach (var blob in store.ListAsync(cancellationToken))
        {
            stored.Add(BeginningOf(blob.Digest));
            if (blob.PublishedAt <= cutoff && !database.HasBlob(blob.Digest))
                await removal.RemoveOrphanAsync(blob, tally, cancellationToken);
        }

        Digest? last = null;
        while (database.ListBlobs(last, Batch) is { Count: > 0 } digests)
        {
            foreach (var digest in digests)
            {
                if (!stored.Contains(BeginningOf(digest)))
                    await removal.CheckMissingAsync(digest, tally, cancellationToken);
            }

            last = digests[^1];
        }
    }

    private static UInt128 BeginningOf(Digest digest)
    {
        Span<byte> bytes = stackalloc byte[16];
        Convert.FromHexString(digest.Hex.AsSpan(0, 32), bytes, out _, out _);
        return BinaryPrimitives.ReadUInt128LittleEndian(bytes);
    }
}
