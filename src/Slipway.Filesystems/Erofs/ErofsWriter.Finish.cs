using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Erofs.Directories;
using Slipway.Filesystems.Erofs.Inodes;
using Slipway.Filesystems.Erofs.Layout;
using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems.Erofs;

/// <content>The end of an image: everything that is known only when the tree is complete.</content>
public sealed partial class ErofsWriter
{
    private uint _features;

    private protected override void WriteTree(Guid uuid)
    {
        var time = CommonTime.Of(Inodes);
        var planner = new InodePlanner(_extents, _clusters, Xattrs, time);
        var places = new InodePlaces(Inodes.Highest);
        var directories = new DirectoryBlocks(Inodes, Entries);
        Place(planner, places, directories);
        WriteBlocks(planner, places, directories);
        foreach (var (start, length) in _space.Freed.InOrder())
            _output.Clear(start, length, _options.PunchHole);

        _space.TakeFromEnd((uint)((places.Bytes + Block.SizeBytes - 1) >> Block.Bits), out var metadata);
        WriteMetadata(planner, places, directories, metadata);
        WriteSuperblock(new SuperblockFields(
            (ushort)places[RootNumber], Inodes.Used, time, _space.End, metadata, _features, uuid, _options.Label));
    }

    /// <summary>Gives inodes their places, and blocks to directories and link targets that need some.</summary>
    private void Place(InodePlanner planner, InodePlaces places, DirectoryBlocks directories)
    {
        for (var number = RootNumber; number <= Inodes.Highest; number++)
        {
            ref var record = ref Inodes[number];
            if (record.IsFree)
                continue;
            if (record.IsDirectory)
                record.Size = directories.Measure(number);
            var plan = planner.PlanOf(number, record);
            if (plan.Blocks > 0)
                _extents.Append(ref record, new Extent(0, _space.TakeTogether(plan.Blocks), plan.Blocks));
            _features |= plan.Layout switch
            {
                DataLayout.Chunks => Features.IncompatChunks,
                DataLayout.CompressedFull => Features.IncompatZeroPadding | Features.IncompatCompressionSettings,
                _ => 0,
            };
            places.Place(number, plan);
        }
    }

    private void WriteBlocks(InodePlanner planner, InodePlaces places, DirectoryBlocks directories)
    {
        var target = new byte[Block.SizeBytes];
        for (var number = RootNumber; number <= Inodes.Highest; number++)
        {
            ref var record = ref Inodes[number];
            if (record.IsFree || record.IsRegular || planner.PlanOf(number, record) is not { Blocks: > 0 and var blocks })
                continue;
            var start = record.First.Physical;
            if (record.IsDirectory)
            {
                foreach (var block in directories.BlocksOf(number, places).Take((int)blocks))
                    _output.Write(start++, block.Span);
            }
            else
            {
                target.AsSpan().Clear();
                Bytes.Span(record.Target, (int)record.Size).CopyTo(target);
                _output.Write(start, target);
            }
        }
    }

    private void WriteMetadata(InodePlanner planner, InodePlaces places, DirectoryBlocks directories, uint first)
    {
        var metadata = new MetadataOutput(_output, first);
        var ordinal = 0u;
        for (var number = RootNumber; number <= Inodes.Highest; number++)
        {
            ref var record = ref Inodes[number];
            if (record.IsFree)
                continue;
            var plan = planner.PlanOf(number, record);
            var bytes = new byte[plan.Bytes];
            InodeLayout.Write(bytes, record, plan.IsExtended, plan.Layout, XattrBody.WordsOf(plan.XattrBytes), PlaceOf(record, plan), ++ordinal);
            var head = bytes.AsSpan(plan.HeadBytes - plan.XattrBytes);
            if (plan.XattrBytes > 0)
                XattrBody.Write(head, Xattrs.Of(number));
            WriteTail(number, record, plan, head[plan.XattrBytes..], places, directories);
            metadata.Seek((long)places[number] * InodeLayout.SlotBytes);
            metadata.Write(bytes);
        }

        metadata.Close();
    }

    private void WriteTail(uint number, in InodeRecord record, in InodePlan plan, Span<byte> target, InodePlaces places, DirectoryBlocks directories)
    {
        if (plan.Layout == DataLayout.CompressedFull)
            ClusterIndex.Write(target[(-plan.HeadBytes & (ClusterIndex.Alignment - 1))..], record.Size, _clusters.Of(record));
        else if (plan.Layout == DataLayout.Chunks)
            ChunkMap.Write(target, _extents, record, plan.ChunkBits);
        else if (plan.TailBytes > 0 && record.IsDirectory)
            directories.BlocksOf(number, places).Last().Span[..plan.TailBytes].CopyTo(target);
        else if (plan.TailBytes > 0)
            Bytes.Span(record.Target, (int)record.Size).CopyTo(target);
    }

    private uint PlaceOf(in InodeRecord record, in InodePlan plan)
    {
        Tree.FileMode.TryTypeOf(record.Mode, out var type);
        return type switch
        {
            InodeType.CharacterDevice or InodeType.BlockDevice => DeviceNumber.Encode(record.Major, record.Minor),
            InodeType.Fifo or InodeType.Socket => 0,
            _ when plan.Layout == DataLayout.Chunks => (uint)plan.ChunkBits,
            _ when plan.Layout == DataLayout.CompressedFull => (uint)_clusters.Of(record).Sum(static cluster => cluster.Blocks),
            InodeType.Regular when record.FirstCluster != 0 => _clusters.Of(record).First().Physical,
            _ => ExtentStore.IsEmpty(record) ? InodeLayout.NoBlock : record.First.Physical,
        };
    }

    /// <summary>Last of all, when the rest is with the system.</summary>
    private void WriteSuperblock(in SuperblockFields fields)
    {
        _output.Extend((long)fields.Blocks << Block.Bits);
        var block = new byte[Block.SizeBytes];
        Superblock.Write(block, fields);
        _output.WriteAt(0, block);
    }
}
