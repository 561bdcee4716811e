using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Images.Content;

/// <summary>
/// The locks of a store, between tasks and between processes: positions of one empty file, by kind and hash, that the kernel frees with
/// their holder. They are waited for in the order name, kept, image, layer, blob, record, never backwards; collection waits for nothing but its turn.
/// <code>
/// bits 60…62   0 collection · 1 name · 2 image · 3 layer · 4 blob · 5 kept layer · 6 kept blob · 7 record of a name
/// bits  0…59   hash of the object; two objects that share one merely wait for each other
/// </code>
/// </summary>
/// <param name="file">The file; created when first used, never removed.</param>
internal sealed class StoreLocks(string file)
{
    private const int KindShift = 60;
    private const long HashMask = (1L << KindShift) - 1;

    /// <summary>Held by the one collection that measures the disk and removes by what it found.</summary>
    public Task<RangeLock> CollectionAsync(CancellationToken cancellationToken) => RangeLock.AcquireAsync(file, 0, LockMode.Exclusive, cancellationToken);

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

    /// <summary>
    /// Keeps blobs and converted layers, those that are here and those that come, from before the first look at them until something in the store names them.
    /// Layers by their file names. Any number may keep the same. Waits only while one of them is being removed.
    /// </summary>
    public async Task<RangeLockSet> KeepAsync(IEnumerable<Digest> blobs, IEnumerable<string> layers, CancellationToken cancellationToken)
    {
        var kept = RangeLockSet.Open(file);
        try
        {
            foreach (var position in blobs.Select(KeptBlob).Concat(layers.Select(KeptLayer)))
                await kept.AddAsync(position, LockMode.Shared, cancellationToken);
            return kept;
        }
        catch
        {
            kept.Dispose();
            throw;
        }
    }

    /// <summary>A set for <see cref="KeptBlob"/> and <see cref="KeptLayer"/>, exclusive, of what is to be removed.</summary>
    public RangeLockSet Claims() => RangeLockSet.Open(file);

    /// <summary>Position of a blob that pulls keep.</summary>
    public static long KeptBlob(Digest blob) => PositionOf(6, blob.ToString());

    /// <summary>Position of a converted layer that pulls keep.</summary>
    public static long KeptLayer(string fileName) => PositionOf(5, fileName);

    /// <summary>Held for the moment in which the record of a name is written.</summary>
    public Task<RangeLock> RecordAsync(string fileName, CancellationToken cancellationToken) =>
        RangeLock.AcquireAsync(file, PositionOf(7, fileName), LockMode.Exclusive, cancellationToken);

    /// <summary>The same for removing it; null when it is just being written.</summary>
    public RangeLock? TryRecord(string fileName) => RangeLock.TryAcquire(file, PositionOf(7, fileName), LockMode.Exclusive);

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
