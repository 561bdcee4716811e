using Slipway.Filesystems.Blocks;

namespace Slipway.Filesystems.Erofs.Compression;

/// <summary>
/// How much of a file is compressed together. 64 KiB is how far LZ4 looks back; a page costs the reading of no more than that.
/// </summary>
internal static class ClusterSize
{
    public const int Bytes = 64 << 10;
    public const int Blocks = Bytes / Block.SizeBytes;

    /// <summary>Bytes of one of them before they were compressed.</summary>
    public static int LengthOf(long sizeBytes, long cluster) => (int)Math.Min(Bytes, sizeBytes - cluster * Bytes);
}
