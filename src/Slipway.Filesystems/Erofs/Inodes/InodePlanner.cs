using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Erofs.Compression;
using Slipway.Filesystems.Erofs.Layout;
using Slipway.Filesystems.Tree;
using Slipway.Filesystems.Xattrs;

namespace Slipway.Filesystems.Erofs.Inodes;

/// <summary>Decides how inodes lie on disk; the same for an inode whenever it is asked, once its data has its place.</summary>
/// <param name="time">Of compact inodes.</param>
internal sealed class InodePlanner(ExtentStore extents, ClusterStore clusters, XattrStore xattrs, InodeTime time)
{
    public InodePlan PlanOf(uint number, in InodeRecord record)
    {
        var isExtended = !InodeLayout.FitsCompact(record) || new InodeTime(record.MtimeSeconds, record.MtimeNanoseconds) != time;
        var plan = new InodePlan(isExtended, DataLayout.Plain, XattrBody.Measure(xattrs.Of(number)), 0, 0, 0, 0, 0);
        if (record.IsRegular)
            return FileOf(record, plan);
        return record.IsDirectory || record.IsSymbolicLink ? WithTail(record, plan, number == ErofsWriter.RootNumber ? Superblock.RootBytes : Block.SizeBytes) : plan;
    }

    private InodePlan FileOf(in InodeRecord record, InodePlan plan)
    {
        if (record.Nid != 0)
            return plan with { IsExtended = true, Layout = DataLayout.Inline, TailBytes = (int)(record.Size & (Block.SizeBytes - 1)) };
        if (record.FirstCluster != 0)
        {
            return IsStored(record)
                ? plan
                : plan with { Layout = DataLayout.CompressedFull, IndexBytes = (-plan.HeadBytes & (ClusterIndex.Alignment - 1)) + ClusterIndex.Measure(record.Size) };
        }

        if (ChunkMap.IsOnePiece(extents, record))
            return plan;
        var bits = ChunkMap.BitsOf(extents, record);
        return plan with { Layout = DataLayout.Chunks, ChunkBits = bits, Chunks = ChunkMap.CountOf(record, bits) };
    }

    /// <summary>Whether nothing of a file could be compressed, and it lies in one piece.</summary>
    private bool IsStored(in InodeRecord record)
    {
        var (number, next) = (0L, 0u);
        foreach (var cluster in clusters.Of(record))
        {
            if ((next != 0 && cluster.Physical != next) || cluster.Blocks != Block.CountFor(ClusterSize.LengthOf(record.Size, number++)))
                return false;
            next = cluster.Physical + cluster.Blocks;
        }

        return true;
    }

    /// <summary>A tail lies in one block with its inode, or in a block of its own.</summary>
    /// <param name="room">Of a block for both.</param>
    private static InodePlan WithTail(in InodeRecord record, InodePlan plan, int room)
    {
        var tail = (int)(record.Size & (Block.SizeBytes - 1));
        var blocks = (uint)(record.Size >> Block.Bits);
        if (tail == 0)
            return plan with { Blocks = blocks };
        return plan.HeadBytes + tail <= room
            ? plan with { Layout = DataLayout.Inline, TailBytes = tail, Blocks = blocks }
            : plan with { Blocks = blocks + 1 };
    }
}
