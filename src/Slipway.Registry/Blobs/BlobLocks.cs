using Slipway.Oci;

namespace Slipway.Registry.Blobs;

/// <summary>
/// One lock a digest, held while a blob is published and linked, or checked for references and deleted, so that the collector never removes what a
/// push has just published. Two digests rarely share a lock and no lock is store-wide. Thread safe; lives as long as the registry.
/// </summary>
public sealed class BlobLocks : IDisposable
{
    private const int Stripes = 1024;

    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Takes the digest's lock; dispose the answer to give it back.</summary>
    public async ValueTask<IDisposable> LockAsync(Digest digest, CancellationToken cancellationToken)
    {
        var stripe = _stripes[StripeOf(digest)];
        await stripe.WaitAsync(cancellationToken);
        return new Held(stripe);
    }

    public void Dispose()
    {
        foreach (var stripe in _stripes)
            stripe.Dispose();
    }

    /// <summary>The first bits of the hash: uniform, and the same for every process.</summary>
    private static int StripeOf(Digest digest) => Convert.ToInt32(digest.Hex[..4], 16) % Stripes;

    private sealed class Held(SemaphoreSlim stripe) : IDisposable
    {
        private SemaphoreSlim? _stripe = stripe;

        public void Dispose() => Interlocked.Exchange(ref _stripe, null)?.Release();
    }
}
