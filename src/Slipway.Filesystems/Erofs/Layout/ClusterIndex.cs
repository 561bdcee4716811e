using System.Buffers.Binary;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Erofs.Compression;

namespace Slipway.Filesystems.Erofs.Layout;

/// <summary>
/// What follows a compressed inode, on a multiple of 8 bytes (struct z_erofs_map_header, z_erofs_lcluster_index, "full" indexes): a header, then 8 bytes for each 4096
/// bytes of the file, a logical cluster.
/// <code>
/// header   fragment u32 | advice u16 | algorithms u8 (low half: of heads, 0 is LZ4) | logical cluster bits less 12 u8 | zeros[8]
/// plain    type 0 u16 | offset of the data in it u16 | block u32          stored as it is, in one block
/// head     type 1 u16 | offset of the data in it u16 | block u32          a physical cluster begins here
/// others   type 2 u16 | 0 u16 | distance to the head u16 | to the next head u16
/// </code>
/// The first behind a head has in place of the distance, which is 1, bit 11 and how many blocks the physical cluster has.
/// </summary>
internal static class ClusterIndex
{
    public const int HeaderBytes = 16;
    public const int EntryBytes = 8;
    public const int Alignment = 8;
    public const int AdviceOffset = 4;

    /// <summary>Physical clusters of the first kind of head may have several blocks.</summary>
    public const ushort AdviceBigClusters = 0x2;

    public const ushort TypeMask = 3;
    public const ushort Plain = 0;
    public const ushort Head = 1;
    public const ushort Other = 2;

    /// <summary>The distance is a number of blocks.</summary>
    public const ushort BlockCountFlag = 1 << 11;

    /// <summary>Bytes of header and entries of a file.</summary>
    public static long Measure(long sizeBytes) => HeaderBytes + (sizeBytes + Block.SizeBytes - 1) / Block.SizeBytes * EntryBytes;

    /// <summary>Fills zeroed room.</summary>
    public static void Write(Span<byte> target, long sizeBytes, IEnumerable<Cluster> clusters)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(target[AdviceOffset..], AdviceBigClusters);
        target = target[HeaderBytes..];
        var number = 0L;
        foreach (var cluster in clusters)
        {
            var count = (int)Block.CountFor(ClusterSize.LengthOf(sizeBytes, number++));
            if (cluster.Blocks == count)
                WritePlain(target, cluster.Physical, count);
            else
                WritePacked(target, cluster, count);
            target = target[(count * EntryBytes)..];
        }
    }

    private static void WritePlain(Span<byte> target, uint block, int count)
    {
        for (var i = 0; i < count; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(target[(i * EntryBytes + 4)..], block + (uint)i);
    }

    private static void WritePacked(Span<byte> target, in Cluster cluster, int count)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(target, Head);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], cluster.Physical);
        for (var i = 1; i < count; i++)
        {
            var entry = target[(i * EntryBytes)..];
            BinaryPrimitives.WriteUInt16LittleEndian(entry, Other);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[4..], i == 1 ? (ushort)(BlockCountFlag | cluster.Blocks) : (ushort)i);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[6..], (ushort)(count - i));
        }
    }
}
