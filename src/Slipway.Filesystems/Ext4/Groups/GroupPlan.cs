using Slipway.Filesystems.Ext4.Blocks;
using Slipway.Filesystems.Ext4.Layout;

namespace Slipway.Filesystems.Ext4.Groups;

/// <summary>
/// How many groups and inodes the filesystem gets and where their bitmaps and tables lie: all block bitmaps, all inode bitmaps, all
/// tables, one after the other behind the content (flex_bg allows any place).
/// </summary>
internal sealed class GroupPlan
{
    /// <summary>A last group smaller than this behind its own superblock copy is not worth having, and mke2fs makes none either.</summary>
    private const uint SmallestGroupRest = 64;

    private GroupPlan(uint groups, uint inodesPerGroup)
    {
        Groups = groups;
        InodesPerGroup = inodesPerGroup;
        BlockBitmaps = new uint[groups];
        InodeBitmaps = new uint[groups];
        InodeTables = new uint[groups];
    }

    public uint Groups { get; }

    public uint InodesPerGroup { get; }

    public uint Blocks { get; private set; }

    public uint[] BlockBitmaps { get; }

    public uint[] InodeBitmaps { get; }

    public uint[] InodeTables { get; }

    public uint DescriptorBlocks => Geometry.DivideUp(Groups, Geometry.DescriptorsPerBlock);

    public static GroupPlan Make(Ext4WriterOptions options, uint highestInode, BlockAllocator allocator)
    {
        var minimum = MinimumBlocks(options);
        var inodes = highestInode + (ulong)options.SpareInodes;
        if (options.BytesPerInode > 0)
            inodes = Math.Max(inodes, (ulong)(options.MinimumSizeBytes / options.BytesPerInode));
        var groups = Math.Max(GroupsOf(Math.Max(minimum, allocator.End)), (uint)((inodes + Geometry.MaximumInodesPerGroup - 1) / Geometry.MaximumInodesPerGroup));
        while (true)
        {
            var mark = allocator.Save();
            var plan = new GroupPlan(groups, Math.Max(InodesPerGroupFor(inodes, groups), LeastInodesPerGroup(options)));
            plan.Place(allocator);
            var blocks = options.IsGrowable && allocator.End <= groups * Geometry.BlocksPerGroup
                ? groups * Geometry.BlocksPerGroup
                : AvoidTinyGroup(Math.Max(minimum, allocator.End), groups);
            if (GroupsOf(blocks) <= groups)
            {
                plan.Blocks = blocks;
                return plan;
            }

            allocator.Restore(mark);
            groups = GroupsOf(blocks);
        }
    }

    /// <summary>The block of the table in which an inode stands.</summary>
    public uint BlockOfInode(uint number)
    {
        var (group, index) = Math.DivRem(number - 1, InodesPerGroup);
        return InodeTables[group] + index / Geometry.InodesPerBlock;
    }

    /// <summary>How many blocks a group has: all have the same number but the last.</summary>
    public uint BlocksIn(uint group) => Math.Min(Geometry.BlocksPerGroup, Blocks - group * Geometry.BlocksPerGroup);

    /// <summary>The size asked for; a rest too small for a group is left out rather than exceeding what the caller may have as a device.</summary>
    private static uint MinimumBlocks(Ext4WriterOptions options)
    {
        var blocks = (uint)(options.MinimumSizeBytes >> Geometry.BlockBits);
        var rest = blocks % Geometry.BlocksPerGroup;
        var groups = GroupsOf(blocks);
        return groups > 1 && rest > 0 && rest < SmallestRest(groups) ? blocks - rest : blocks;
    }

    /// <summary>All groups planned for exist, the last one with room to speak of.</summary>
    private static uint AvoidTinyGroup(uint blocks, uint groups) =>
        groups == 1 ? blocks : Math.Max(blocks, (groups - 1) * Geometry.BlocksPerGroup + SmallestRest(groups));

    private static uint SmallestRest(uint groups) =>
        SmallestGroupRest + (Geometry.HasSuperblock(groups - 1) ? 1 + Geometry.DivideUp(groups, Geometry.DescriptorsPerBlock) : 0);

    /// <summary>So that the groups that are added later have as many as those that are there.</summary>
    private static uint LeastInodesPerGroup(Ext4WriterOptions options) => options is { IsGrowable: true, BytesPerInode: > 0 }
        ? InodesPerGroupFor((ulong)(((long)Geometry.BlocksPerGroup << Geometry.BlockBits) / options.BytesPerInode), 1)
        : 0;

    private static uint GroupsOf(uint blocks) => Math.Max(1, Geometry.DivideUp(blocks, Geometry.BlocksPerGroup));

    /// <summary>Whole blocks of the inode table; the kernel wants the same number in each group.</summary>
    private static uint InodesPerGroupFor(ulong inodes, uint groups)
    {
        var each = (uint)((inodes + groups - 1) / groups);
        return Geometry.DivideUp(each, Geometry.InodesPerBlock) * Geometry.InodesPerBlock;
    }

    private void Place(BlockAllocator allocator)
    {
        for (var group = 0u; group < Groups; group++)
            BlockBitmaps[group] = allocator.TakeTogether(1);
        for (var group = 0u; group < Groups; group++)
            InodeBitmaps[group] = allocator.TakeTogether(1);
        for (var group = 0u; group < Groups; group++)
            InodeTables[group] = allocator.TakeTogether(InodesPerGroup / Geometry.InodesPerBlock);
    }
}
