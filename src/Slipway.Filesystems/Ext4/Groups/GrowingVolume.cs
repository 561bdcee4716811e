using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Ext4.Blocks;
using Slipway.Filesystems.Ext4.Layout;

namespace Slipway.Filesystems.Ext4.Groups;

/// <summary>
/// A filesystem of whole groups that gets more of them:
/// <code>
/// groups there are   descriptors of the new ones follow theirs; where those reach into another block, it is taken in every group with a copy
/// new groups         copy of superblock and descriptors in some, block bitmap, inode bitmap, inode table: none but the copy is written, flags say that it is new
/// last group         has its block bitmap written, since it may be short
/// </code>
/// The superblock at byte 1024 is written last. For one use.
/// </summary>
internal sealed class GrowingVolume
{
    /// <summary>A last group with less room than this is left out.</summary>
    private const uint LeastFreeBlocks = 64;

    private readonly SafeFileHandle _image;
    private readonly byte[] _superblock;
    private readonly ChecksumSeed _seed;
    private readonly uint _oldGroups;
    private readonly uint _tableBlocks;
    private GroupDescriptor[] _descriptors = [];

    private GrowingVolume(SafeFileHandle image, byte[] superblock)
    {
        (_image, _superblock) = (image, superblock);
        _seed = ChecksumSeed.Of(new Guid(superblock.AsSpan(0x68, 16), bigEndian: true));
        _oldGroups = Get(0x04) / Geometry.BlocksPerGroup;
        _tableBlocks = Get(0x28) / Geometry.InodesPerBlock;
    }

    /// <exception cref="FilesystemException">It is none.</exception>
    public static GrowingVolume Read(SafeFileHandle image)
    {
        var superblock = new byte[Superblock.SizeBytes];
        if (RandomAccess.Read(image, superblock, Superblock.PrimaryOffset) != superblock.Length || !IsGrowable(superblock))
            throw new FilesystemException("the filesystem cannot be enlarged: it was not written for that, or by somebody else");
        return new GrowingVolume(image, superblock);
    }

    public void Grow(long sizeBytes)
    {
        if (sizeBytes > Geometry.MaximumFilesystemBytes)
            throw new FilesystemException($"the filesystem cannot grow to {sizeBytes} bytes: ext4 with 4096-byte blocks and 32-bit block numbers holds {Geometry.MaximumFilesystemBytes}");
        var blocks = WithoutTinyGroup((uint)(sizeBytes >> Geometry.BlockBits));
        if (blocks <= Get(0x04))
            return;
        RandomAccess.SetLength(_image, (long)blocks << Geometry.BlockBits);
        var groups = Geometry.DivideUp(blocks, Geometry.BlocksPerGroup);
        ReadDescriptors(groups);
        TakeForDescriptors(groups);
        for (var group = _oldGroups; group < groups; group++)
            Add(group, Math.Min(Geometry.BlocksPerGroup, blocks - (group * Geometry.BlocksPerGroup)), DescriptorBlocks(groups), isLast: group == groups - 1);
        Put(0x00, groups * Get(0x28));
        Put(0x04, blocks);
        Put(0x0C, (uint)_descriptors.Sum(static descriptor => (long)descriptor.FreeBlocks));
        Put(0x10, (uint)_descriptors.Sum(static descriptor => (long)descriptor.FreeInodes));
        WriteDescriptors(groups);
    }

    private static bool IsGrowable(ReadOnlySpan<byte> superblock)
    {
        uint Read(ReadOnlySpan<byte> from, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(from[offset..]);
        return BinaryPrimitives.ReadUInt16LittleEndian(superblock[0x38..]) == Superblock.Magic
            && Crc32C.Update(Crc32C.Initial, superblock[..0x3FC]) == Read(superblock, 0x3FC)
            && (Read(superblock, 0x5C), Read(superblock, 0x60), Read(superblock, 0x64)) == (Features.Compat, Features.Incompat, Features.ReadOnly)
            && Read(superblock, 0x20) == Geometry.BlocksPerGroup
            && Read(superblock, 0x04) is > 0 and var blocks && blocks % Geometry.BlocksPerGroup == 0
            && Read(superblock, 0x28) is > 0 and <= Geometry.MaximumInodesPerGroup and var inodes && inodes % Geometry.InodesPerBlock == 0;
    }

    private static uint DescriptorBlocks(uint groups) => Geometry.DivideUp(groups, Geometry.DescriptorsPerBlock);

    private uint WithoutTinyGroup(uint blocks)
    {
        var groups = Geometry.DivideUp(blocks, Geometry.BlocksPerGroup);
        var rest = blocks % Geometry.BlocksPerGroup;
        return rest > 0 && rest < OverheadOf(groups - 1, DescriptorBlocks(groups)) + LeastFreeBlocks ? blocks - rest : blocks;
    }

    /// <summary>Blocks of a new group that are in use.</summary>
    private uint OverheadOf(uint group, uint descriptorBlocks) => (Geometry.HasSuperblock(group) ? 1 + descriptorBlocks : 0) + 2 + _tableBlocks;

    private void ReadDescriptors(uint groups)
    {
        var table = new byte[_oldGroups * Geometry.DescriptorSizeBytes];
        if (RandomAccess.Read(_image, table, Geometry.BlockSizeBytes) != table.Length)
            throw new FilesystemException($"the filesystem ends within the descriptors of its {_oldGroups} groups: the image is damaged");
        _descriptors = new GroupDescriptor[groups];
        for (var group = 0u; group < _oldGroups; group++)
        {
            var descriptor = table.AsSpan((int)group * Geometry.DescriptorSizeBytes, Geometry.DescriptorSizeBytes);
            if (BinaryPrimitives.ReadUInt16LittleEndian(descriptor[0x1E..]) != GroupDescriptor.Checksum(descriptor, group, _seed))
                throw new FilesystemException($"the descriptor of group {group} has a wrong checksum: the image is damaged");
            _descriptors[group] = GroupDescriptor.Read(descriptor);
        }
    }

    /// <summary>Takes the blocks into which the descriptors grow, which the writer has left free.</summary>
    private void TakeForDescriptors(uint groups)
    {
        var (first, count) = (1 + DescriptorBlocks(_oldGroups), DescriptorBlocks(groups) - DescriptorBlocks(_oldGroups));
        if (count == 0)
            return;
        var bitmap = new byte[Geometry.BlockSizeBytes];
        foreach (var group in BlockAllocator.GroupsWithSuperblock(_oldGroups))
        {
            ref var descriptor = ref _descriptors[group];
            descriptor.FreeBlocks -= (ushort)count;
            if ((descriptor.Flags & GroupDescriptor.BlocksUninitialized) != 0)
                continue;
            RandomAccess.Read(_image, bitmap, (long)descriptor.BlockBitmap << Geometry.BlockBits);
            for (var block = first; block < first + count; block++)
            {
                if (Bits.IsSet(bitmap, block))
                    throw new FilesystemException($"the filesystem cannot grow to {groups} groups: block {block} of group {group}, where their descriptors would be, is in use");
            }

            Bits.Set(bitmap, first, count);
            WriteBitmap(ref descriptor, bitmap);
        }
    }

    private void Add(uint group, uint length, uint descriptorBlocks, bool isLast)
    {
        var used = OverheadOf(group, descriptorBlocks);
        var bitmaps = (group * Geometry.BlocksPerGroup) + used - _tableBlocks - 2;
        ref var descriptor = ref _descriptors[group];
        descriptor = new GroupDescriptor
        {
            BlockBitmap = bitmaps,
            InodeBitmap = bitmaps + 1,
            InodeTable = bitmaps + 2,
            FreeBlocks = (ushort)(length - used),
            FreeInodes = (ushort)Get(0x28),
            UnusedInodes = (ushort)Get(0x28),
            Flags = GroupDescriptor.InodesUninitialized | GroupDescriptor.InodeTableZeroed | GroupDescriptor.BlocksUninitialized,
        };
        if (!isLast)
            return;
        descriptor.Flags &= unchecked((ushort)~GroupDescriptor.BlocksUninitialized);
        var bitmap = new byte[Geometry.BlockSizeBytes];
        Bits.Set(bitmap, 0, used);
        Bits.Set(bitmap, length, Geometry.BlocksPerGroup - length);
        WriteBitmap(ref descriptor, bitmap);
    }

    private void WriteBitmap(ref GroupDescriptor descriptor, byte[] bitmap)
    {
        descriptor.BlockBitmapChecksum = (ushort)Crc32C.Update(_seed.Filesystem, bitmap);
        RandomAccess.Write(_image, bitmap, (long)descriptor.BlockBitmap << Geometry.BlockBits);
    }

    /// <summary>Writes superblock and descriptors with their copies, each pair in one piece.</summary>
    private void WriteDescriptors(uint groups)
    {
        var copy = new byte[(1 + DescriptorBlocks(groups)) * Geometry.BlockSizeBytes];
        for (var group = 0u; group < groups; group++)
            _descriptors[group].Write(copy.AsSpan(Geometry.BlockSizeBytes + ((int)group * Geometry.DescriptorSizeBytes)), group, _seed);
        foreach (var group in BlockAllocator.GroupsWithSuperblock(groups).Where(static group => group > 0))
        {
            SealSuperblock(group);
            _superblock.CopyTo(copy, 0);
            RandomAccess.Write(_image, copy, (long)group * Geometry.BlocksPerGroup << Geometry.BlockBits);
        }

        RandomAccess.Write(_image, copy.AsSpan(Geometry.BlockSizeBytes), Geometry.BlockSizeBytes);
        SealSuperblock(0);
        RandomAccess.Write(_image, _superblock, Superblock.PrimaryOffset);
    }

    private void SealSuperblock(uint group)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_superblock.AsSpan(0x5A), (ushort)group);
        Put(0x3FC, Crc32C.Update(Crc32C.Initial, _superblock.AsSpan(0, 0x3FC)));
    }

    private uint Get(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_superblock.AsSpan(offset));

    private void Put(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_superblock.AsSpan(offset), value);
}
