using System.Buffers.Binary;
using Slipway.Filesystems.Ext4.Blocks;
using Slipway.Filesystems.Ext4.Directories;
using Slipway.Filesystems.Ext4.Extents;
using Slipway.Filesystems.Ext4.Groups;
using Slipway.Filesystems.Ext4.Layout;

namespace Slipway.Filesystems.Ext4;

/// <content>The end of an image: everything that is known only when the tree is complete.</content>
public sealed partial class Ext4Writer
{
    private readonly Dictionary<uint, ExtentTree> _trees = [];

    /// <summary>Makes <c>/lost+found</c> unless the tree has one.</summary>
    private protected override void BeforeFinish()
    {
        _content.Close();
        EnsureLostAndFound();
    }

    /// <param name="uuid">The filesystem's identity, which also seeds its checksums and directory hashes.</param>
    private protected override void WriteTree(Guid uuid)
    {
        _seed = ChecksumSeed.Of(uuid);
        WriteTargetsDirectoriesAndXattrs(new HalfMd4(uuid.ToByteArray(bigEndian: true)));
        WriteExtentTrees();
        foreach (var (start, length) in _allocator.Freed.InOrder())
            _output.Clear(start, length, _options.PunchHole);
        var plan = GroupPlan.Make(_options, Inodes.Highest, _allocator);
        var groups = new GroupWriter(plan, Inodes, _allocator, _output, _seed);
        WriteInodes(plan);
        _output.Extend((long)plan.Blocks << Geometry.BlockBits);
        groups.Write(_options, uuid);
        _output.Flush();
    }

    private void EnsureLostAndFound()
    {
        if (Entries.Find(Geometry.RootInode, "lost+found"u8) != 0)
            return;
        ref var root = ref Inodes[Geometry.RootInode];
        CreateDirectory(Root, "lost+found"u8, new Attributes(0x1C0, 0, 0, root.MtimeSeconds, root.MtimeNanoseconds));
    }

    private void WriteTargetsDirectoriesAndXattrs(HalfMd4 hash)
    {
        var blocks = new BlockSequence(_extents, _allocator, _output);
        var directories = new DirectoryWriter(Inodes, Entries, blocks, _seed, hash);
        var block = new byte[Geometry.BlockSizeBytes];
        for (var number = Geometry.RootInode; number <= Inodes.Highest; number++)
        {
            ref var record = ref Inodes[number];
            WriteXattrBlock(number, block);
            if (record.IsDirectory)
            {
                directories.Write(number);
            }
            else if (record.IsSymbolicLink && record.Size > Geometry.MaximumFastTargetBytes)
            {
                block.AsSpan().Clear();
                Bytes.Span(record.Target, (int)record.Size).CopyTo(block);
                blocks.Append(ref record, block);
            }
        }
    }

    private void WriteExtentTrees()
    {
        var writer = new ExtentTreeWriter(_extents, _allocator, _output, _seed);
        for (var number = Geometry.RootInode; number <= Inodes.Highest; number++)
        {
            if (writer.WriteNodes(number, Inodes[number]) is { } tree)
                _trees.Add(number, tree);
        }
    }

    private void WriteInodes(GroupPlan plan)
    {
        var extentWriter = new ExtentTreeWriter(_extents, _allocator, _output, _seed);
        var block = new byte[Geometry.BlockSizeBytes];
        for (var first = 1u; first <= Inodes.Highest; first += Geometry.InodesPerBlock)
        {
            block.AsSpan().Clear();
            for (var i = 0u; i < Geometry.InodesPerBlock && first + i <= Inodes.Highest; i++)
            {
                if (!Inodes[first + i].IsFree)
                    WriteInode(first + i, block.AsSpan((int)i * Geometry.InodeSizeBytes, Geometry.InodeSizeBytes), extentWriter);
            }

            _output.Write(plan.BlockOfInode(first), block);
        }
    }

    private void WriteInode(uint number, Span<byte> target, ExtentTreeWriter extentWriter)
    {
        ref var record = ref Inodes[number];
        BinaryPrimitives.WriteUInt16LittleEndian(target, record.Mode);
        BinaryPrimitives.WriteUInt16LittleEndian(target[0x02..], (ushort)record.Uid);
        BinaryPrimitives.WriteUInt16LittleEndian(target[0x78..], (ushort)(record.Uid >> 16));
        BinaryPrimitives.WriteUInt16LittleEndian(target[0x18..], (ushort)record.Gid);
        BinaryPrimitives.WriteUInt16LittleEndian(target[0x7A..], (ushort)(record.Gid >> 16));
        BinaryPrimitives.WriteUInt32LittleEndian(target[0x04..], (uint)record.Size);
        BinaryPrimitives.WriteUInt32LittleEndian(target[0x6C..], (uint)(record.Size >> 32));
        InodeLayout.WriteTimes(target, record.MtimeSeconds, record.MtimeNanoseconds);
        BinaryPrimitives.WriteUInt16LittleEndian(target[0x80..], Superblock.ExtraInodeSizeBytes);

        // dir_nlink: a directory with more subdirectories than a link count may say has the count 1.
        var links = record.IsDirectory && record.Links > Geometry.MaximumLinks ? 1 : record.Links;
        BinaryPrimitives.WriteUInt16LittleEndian(target[0x1A..], (ushort)links);
        var blocks = WritePlaces(number, target, extentWriter) + WriteXattrs(number, target);
        BinaryPrimitives.WriteUInt32LittleEndian(target[0x1C..], (uint)(blocks * (Geometry.BlockSizeBytes / 512)));
        BinaryPrimitives.WriteUInt16LittleEndian(target[0x74..], (ushort)(blocks * (Geometry.BlockSizeBytes / 512) >> 32));
        InodeLayout.WriteChecksum(target, number, _seed);
    }

    /// <summary>Fills i_block by type; returns the blocks that the inode occupies.</summary>
    private ulong WritePlaces(uint number, Span<byte> target, ExtentTreeWriter extentWriter)
    {
        ref var record = ref Inodes[number];
        Tree.FileMode.TryTypeOf(record.Mode, out var type);
        var place = target.Slice(InodeLayout.BlockOffset, InodeLayout.BlockBytes);
        switch (type)
        {
            case InodeType.CharacterDevice or InodeType.BlockDevice:
                InodeLayout.WriteDevice(target, record.Major, record.Minor);
                return 0;
            case InodeType.Fifo or InodeType.Socket:
                return 0;
            case InodeType.SymbolicLink when record.Size <= Geometry.MaximumFastTargetBytes:
                Bytes.Span(record.Target, (int)record.Size).CopyTo(place);
                return 0;
            default:
                var indexed = type == InodeType.Directory && record.Size > Geometry.BlockSizeBytes;
                BinaryPrimitives.WriteUInt32LittleEndian(target[0x20..], InodeLayout.ExtentsFlag | (indexed ? InodeLayout.IndexFlag : 0));
                return WriteExtents(number, place, extentWriter);
        }
    }

    private ulong WriteExtents(uint number, Span<byte> place, ExtentTreeWriter extentWriter)
    {
        ref var record = ref Inodes[number];
        ulong blocks = 0;
        for (var i = 0; i < _extents.Count(record); i++)
            blocks += _extents.At(record, i).Length;
        if (_trees.TryGetValue(number, out var tree))
        {
            tree.Root.CopyTo(place);
            return blocks + tree.NodeBlocks;
        }

        extentWriter.WriteRoot(record, place);
        return blocks;
    }
}
