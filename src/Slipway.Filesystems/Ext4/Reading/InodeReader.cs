using System.Buffers.Binary;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Ext4.Layout;

namespace Slipway.Filesystems.Ext4.Reading;

/// <summary>Finds inodes by number: group descriptor, then inode table, each with its checksum.</summary>
internal sealed class InodeReader
{
    private const int LowTable = 0x08;
    private const int HighTable = 0x28;
    private const int ChecksumOffset = 0x1E;
    private readonly Volume _volume;
    private readonly BlockInput _input;

    public InodeReader(Volume volume, BlockInput input)
    {
        _volume = volume;
        _input = input;
    }

    /// <summary>The inode, which is in use.</summary>
    public InodeImage Read(uint number)
    {
        if (number == 0 || number > _volume.Inodes)
            throw new FilesystemException($"inode {number}: the filesystem has inodes 1 to {_volume.Inodes}");
        var (group, index) = Math.DivRem(number - 1, _volume.InodesPerGroup);
        var position = (ulong)index * (uint)_volume.InodeSizeBytes;
        var block = _input.Block(TableOf(group) + (position >> _volume.BlockBits), $"inode {number}");
        var bytes = block.Slice((int)position & (_volume.BlockSizeBytes - 1), _volume.InodeSizeBytes);
        VerifyChecksum(bytes, number);
        return InodeImage.Parse(bytes, number, _volume);
    }

    private ulong TableOf(uint group)
    {
        var position = (ulong)group * (uint)_volume.DescriptorSizeBytes;
        var block = _input.Block(_volume.FirstBlock + 1 + (position >> _volume.BlockBits), $"the descriptor of group {group}");
        var bytes = block.Slice((int)position & (_volume.BlockSizeBytes - 1), _volume.DescriptorSizeBytes);
        if (_volume.Seed is { } seed)
        {
            var crc = Crc32C.Update(Crc32C.Update(seed.Filesystem, group), bytes[..ChecksumOffset]);
            crc = Crc32C.Update(Crc32C.Update(crc, [0, 0]), bytes[Geometry.DescriptorSizeBytes..]);
            if ((ushort)crc != BinaryPrimitives.ReadUInt16LittleEndian(bytes[ChecksumOffset..]))
                throw new FilesystemException($"the checksum of the descriptor of group {group} does not match: the image is damaged");
        }

        ulong table = BinaryPrimitives.ReadUInt32LittleEndian(bytes[LowTable..]);
        if (bytes.Length >= HighTable + sizeof(uint))
            table |= (ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[HighTable..]) << 32;
        if (!_volume.Holds(table, 1))
            throw new FilesystemException($"the inode table of group {group} should begin in block {table}, which is outside the filesystem");
        return table;
    }

    /// <summary>Over the inode with its checksum read as zero; small inodes have only the lower half of it.</summary>
    private void VerifyChecksum(ReadOnlySpan<byte> bytes, uint number)
    {
        if (_volume.Seed is not { } seed)
            return;
        const int Low = InodeLayout.ChecksumLowOffset;
        const int High = InodeLayout.ChecksumHighOffset;
        var copy = bytes.ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(Low), 0);
        uint stored = BinaryPrimitives.ReadUInt16LittleEndian(bytes[Low..]);
        var mask = (uint)ushort.MaxValue;
        if (InodeImage.ExtraBytesOf(bytes) >= High + sizeof(ushort) - InodeImage.OldBytes)
        {
            stored |= (uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes[High..]) << 16;
            BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(High), 0);
            mask = uint.MaxValue;
        }

        var generation = BinaryPrimitives.ReadUInt32LittleEndian(bytes[InodeImage.GenerationOffset..]);
        if ((Crc32C.Update(seed.ForInode(number, generation), copy) & mask) != stored)
            throw new FilesystemException($"the checksum of inode {number} does not match: the image is damaged");
    }
}
