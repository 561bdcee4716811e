namespace Slipway.Images;

/// <summary>What a store takes of the disk.</summary>
/// <param name="Disk">Its file system.</param>
/// <param name="Blobs">Manifests, configurations and compressed layers.</param>
/// <param name="Layers">Converted layers.</param>
/// <param name="Records">What images are stacked of, names and leases.</param>
/// <param name="Images">The longest unused first.</param>
/// <param name="GarbageBytes">What nothing needs: a collection takes it without being asked for images.</param>
public sealed record StoreUsage(DiskSpace Disk, UsageLine Blobs, UsageLine Layers, UsageLine Records, IReadOnlyList<ImageUsage> Images, long GarbageBytes)
{
    /// <summary>What a collection could free by removing all that nobody holds.</summary>
    public long ReclaimableBytes => Blobs.ReclaimableBytes + Layers.ReclaimableBytes;
}
