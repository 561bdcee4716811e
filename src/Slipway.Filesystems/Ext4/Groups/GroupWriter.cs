using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Ext4.Blocks;
using Slipway.Filesystems.Ext4.Layout;
using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems.Ext4.Groups;

/// <summary>
/// Writes bitmaps, group descriptors and superblocks. A group without content gets no bitmap and no inode table on the device: its
/// descriptor says that both are as if freshly made (uninit flags), and the table reads as zeros from the hole that it is.
/// </summary>
internal sealed class GroupWriter
{
    private readonly GroupPlan _plan;
    private readonly InodeTable _inodes;
    private readonly BlockOutput _output;
    private readonly ChecksumSeed _seed;
    private readonly uint _end;
    private readonly List<(uint Start, uint Length)> _free;
    private readonly byte[] _bitmap = new byte[Geometry.BlockSizeBytes];
    private readonly GroupDescriptor[] _descriptors;

    public GroupWriter(GroupPlan plan, InodeTable inodes, BlockAllocator allocator, BlockOutput output, ChecksumSeed seed)
    {
        _plan = plan;
        _inodes = inodes;
        _output = output;
        _seed = seed;
        _end = allocator.End;
        _free = [.. allocator.FreeBelowEnd(plan.Groups, 1 + plan.DescriptorBlocks)];
        _descriptors = new GroupDescriptor[plan.Groups];
    }

    /// <summary>Superblocks last, the primary one as the very last write.</summary>
    public void Write(Ext4WriterOptions options, Guid uuid)
    {
        var nextFree = 0;
        for (var group = 0u; group < _plan.Groups; group++)
        {
            _descriptors[group].BlockBitmap = _plan.BlockBitmaps[group];
            _descriptors[group].InodeBitmap = _plan.InodeBitmaps[group];
            _descriptors[group].InodeTable = _plan.InodeTables[group];
            _descriptors[group].Flags = GroupDescriptor.InodeTableZeroed;
            WriteBlockBitmap(group, ref nextFree);
            WriteInodeBitmap(group);
        }

        WriteDescriptorsAndSuperblocks(new Superblock
        {
            Inodes = _plan.Groups * _plan.InodesPerGroup,
            Blocks = _plan.Blocks,
            FreeBlocks = (uint)_descriptors.Sum(static descriptor => (long)descriptor.FreeBlocks),
            FreeInodes = (uint)_descriptors.Sum(static descriptor => (long)descriptor.FreeInodes),
            InodesPerGroup = _plan.InodesPerGroup,
            Uuid = uuid,
            Label = options.Label,
            CreatedSeconds = options.CreatedSeconds,
        });
    }

    private void WriteBlockBitmap(uint group, ref int nextFree)
    {
        var start = group * Geometry.BlocksPerGroup;
        var length = _plan.BlocksIn(group);
        ref var descriptor = ref _descriptors[group];
        _bitmap.AsSpan().Clear();
        var used = _end > start ? Math.Min(length, _end - start) : 0;
        Bits.Set(_bitmap, 0, used);
        if (used == 0 && Geometry.HasSuperblock(group))
            Bits.Set(_bitmap, 0, 1 + _plan.DescriptorBlocks);
        ClearFree(start, length, ref nextFree);
        descriptor.FreeBlocks = (ushort)(length - Bits.Count(_bitmap));
        Bits.Set(_bitmap, length, Geometry.BlocksPerGroup - length);

        // The last group has a bitmap because it may be short; e2fsprogs does the same.
        if (used == 0 && group != _plan.Groups - 1)
        {
            descriptor.Flags |= GroupDescriptor.BlocksUninitialized;
            return;
        }

        descriptor.BlockBitmapChecksum = (ushort)Crc32C.Update(_seed.Filesystem, _bitmap);
        _output.Write(descriptor.BlockBitmap, _bitmap);
    }

    /// <summary>Free runs may reach over several groups; <paramref name="next"/> is the first that may touch this one.</summary>
    private void ClearFree(uint start, uint length, ref int next)
    {
        for (var i = next; i < _free.Count && _free[i].Start < start + length; i++)
        {
            var (from, to) = (Math.Max(_free[i].Start, start), Math.Min(_free[i].Start + _free[i].Length, start + length));
            if (to > from)
                Bits.Clear(_bitmap, from - start, to - from);
            if (_free[i].Start + _free[i].Length <= start + length)
                next = i + 1;
        }
    }

    private void WriteInodeBitmap(uint group)
    {
        var first = group * _plan.InodesPerGroup + 1;
        ref var descriptor = ref _descriptors[group];
        _bitmap.AsSpan().Clear();
        var used = 0u;
        var last = 0u;
        for (var i = 0u; i < _plan.InodesPerGroup && first + i <= _inodes.Highest; i++)
        {
            var number = first + i;
            if (_inodes[number].IsFree && number >= Geometry.FirstInode)
                continue;
            Bits.Set(_bitmap, i, 1);
            used++;
            last = i + 1;
            if (_inodes[number].IsDirectory)
                descriptor.Directories++;
        }

        descriptor.FreeInodes = (ushort)(_plan.InodesPerGroup - used);
        descriptor.UnusedInodes = (ushort)(_plan.InodesPerGroup - last);
        if (used == 0)
        {
            descriptor.Flags |= GroupDescriptor.InodesUninitialized;
            return;
        }

        descriptor.InodeBitmapChecksum = (ushort)Crc32C.Update(_seed.Filesystem, _bitmap.AsSpan(0, (int)_plan.InodesPerGroup / 8));
        Bits.Set(_bitmap, _plan.InodesPerGroup, Geometry.MaximumInodesPerGroup - _plan.InodesPerGroup);
        _output.Write(descriptor.InodeBitmap, _bitmap);
    }

    private void WriteDescriptorsAndSuperblocks(Superblock superblock)
    {
        var table = new byte[_plan.DescriptorBlocks * Geometry.BlockSizeBytes];
        for (var group = 0u; group < _plan.Groups; group++)
            _descriptors[group].Write(table.AsSpan((int)group * Geometry.DescriptorSizeBytes), group, _seed);
        var block = new byte[Geometry.BlockSizeBytes];
        foreach (var group in BlockAllocator.GroupsWithSuperblock(_plan.Groups).Where(static group => group > 0))
        {
            superblock.Write(block, group);
            _output.Write(group * Geometry.BlocksPerGroup, block);
            _output.Write(group * Geometry.BlocksPerGroup + 1, table);
        }

        _output.Write(1, table);
        var primary = new byte[Superblock.SizeBytes];
        superblock.Write(primary, 0);
        _output.WriteAt(Superblock.PrimaryOffset, primary);
    }
}
