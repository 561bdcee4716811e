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
        var places = new InodePlaces(Inodes);
        var directories = new DirectoryBlocks(Inodes, Entries);
        Place(planner, places, directories);
        var metadata = _space.TakeTogether(places.Blocks);
        places.Begin(metadata);
        WriteBlocks(planner, places, directories);
        foreach (var (start, length) in _space.Freed.InOrder())
            _output.Clear(start, length, _options.PunchHole);
        WriteInodes(planner, places, directories, metadata);
        _early.Flush();
        WriteSuperblock(
            new SuperblockFields(Inodes.Used, time, _space.End, _features, uuid, _options.Label),
            BytesOf(RootNumber, planner.PlanOf(RootNumber, Inodes[RootNumber]), places, directories));
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
            if (number == RootNumber)
                RequireRoom(plan);
            else if (!record.IsRegular || record.Nid == 0)
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

    private void WriteInodes(InodePlanner planner, InodePlaces places, DirectoryBlocks directories, uint first)
    {
        var metadata = new MetadataOutput(_output, first);
        for (var number = RootNumber + 1; number <= Inodes.Highest; number++)
        {
            ref var record = ref Inodes[number];
            if (record.IsFree)
                continue;
            var bytes = BytesOf(number, planner.PlanOf(number, record), places, directories);
            if (record.IsRegular && record.Nid != 0)
            {
                _early.WriteHead(record, bytes);
                continue;
            }

            metadata.Seek(InodeLayout.PositionOf(places[number]));
            metadata.Write(bytes);
        }

        metadata.Close(places.Blocks);
    }

    /// <summary>An inode with what follows it, but for the end of a file that is written already.</summary>
    private byte[] BytesOf(uint number, in InodePlan plan, InodePlaces places, DirectoryBlocks directories)
    {
        ref var record = ref Inodes[number];
        var bytes = new byte[record.IsRegular && record.Nid != 0 ? plan.HeadBytes : plan.Bytes];
        InodeLayout.Write(bytes, record, plan.IsExtended, plan.Layout, XattrBody.WordsOf(plan.XattrBytes), PlaceOf(record, plan), number);
        if (plan.XattrBytes > 0)
            XattrBody.Write(bytes.AsSpan(plan.HeadBytes - plan.XattrBytes), Xattrs.Of(number));
        if (bytes.Length > plan.HeadBytes)
            WriteTail(number, record, plan, bytes.AsSpan(plan.HeadBytes), places, directories);
        return bytes;
    }

    private static void RequireRoom(in InodePlan root)
    {
        if (root.HeadBytes > Superblock.RootBytes)
        {
            throw new FilesystemException(
                $"the root directory has {root.XattrBytes} bytes of extended attributes; {Superblock.RootBytes - InodeLayout.ExtendedBytes} fit beside the superblock");
        }
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
    /// <param name="root">The inode of the root directory.</param>
    private void WriteSuperblock(in SuperblockFields fields, ReadOnlySpan<byte> root)
    {
        _output.Extend((long)fields.Blocks << Block.Bits);
        var block = new byte[Block.SizeBytes];
        root.CopyTo(block.AsSpan(Superblock.RootOffset));
        Superblock.Write(block, fields);
        _output.WriteAt(0, block);
    }
}
