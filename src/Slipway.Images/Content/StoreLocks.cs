using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Images.Content;

/// <summary>
/// The locks of a store, between tasks and between processes: positions of one empty file, by kind and hash, that the kernel frees with
/// their holder. They are taken in the order of their kinds below, never backwards.
/// <code>
/// bits 60…62   0 sweep · 1 name · 2 image · 3 layer · 4 blob
/// bits  0…59   hash of the object; two objects that share one merely wait for each other
/// </code>
/// </summary>
/// <param name="file">The file; created when first used, never removed.</param>
internal sealed class StoreLocks(string file)
{
    private const int KindShift = 60;
    private const long HashMask = (1L << KindShift) - 1;

    /// <summary>Held while blobs are relied on that no image names yet; keeps the sweep out.</summary>
    public Task<RangeLock> KeepBlobsAsync(CancellationToken cancellationToken) =>
        RangeLock.AcquireAsync(file, 0, LockMode.Shared, cancellationToken);

    /// <summary>Held while unreferenced blobs are removed; null when something is being pulled.</summary>
    public RangeLock? TrySweep() => RangeLock.TryAcquire(file, 0, LockMode.Exclusive);

    /// <summary>Held by the one who asks the source what a name means.</summary>
    public Task<RangeLock> NameAsync(string name, Platform platform, Action wait, CancellationToken cancellationToken) =>
        ExclusiveAsync(PositionOf(1, $"{name}\n{platform}"), wait, cancellationToken);

    /// <summary>Held by the one who makes or removes an image's rootfs.</summary>
    public Task<RangeLock> ImageAsync(Digest image, Action wait, CancellationToken cancellationToken) =>
        ExclusiveAsync(PositionOf(2, image.ToString()), wait, cancellationToken);

    /// <summary>As <see cref="ImageAsync"/>, without waiting.</summary>
    public RangeLock? TryImage(Digest image) => RangeLock.TryAcquire(file, PositionOf(2, image.ToString()), LockMode.Exclusive);

    /// <summary>Held by the one who converts a layer, or merges some.</summary>
    public Task<RangeLock> LayerAsync(string key, Action wait, CancellationToken cancellationToken) =>
        ExclusiveAsync(PositionOf(3, key), wait, cancellationToken);

    /// <summary>Held by the one who downloads a blob.</summary>
    public Task<RangeLock> BlobAsync(Digest blob, Action wait, CancellationToken cancellationToken) =>
        ExclusiveAsync(PositionOf(4, blob.ToString()), wait, cancellationToken);

    private async Task<RangeLock> ExclusiveAsync(long position, Action wait, CancellationToken cancellationToken)
    {
        if (RangeLock.TryAcquire(file, position, LockMode.Exclusive) is { } free)
            return free;
        wait();
        return await RangeLock.AcquireAsync(file, position, LockMode.Exclusive, cancellationToken);
    }

    private static long PositionOf(long kind, string subject)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(subject));
        return (kind << KindShift) | (BinaryPrimitives.ReadInt64LittleEndian(hash) & HashMask);
    }
}
