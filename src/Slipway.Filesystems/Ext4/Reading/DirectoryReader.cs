using System.Buffers.Binary;
using System.Text;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Ext4.Directories;

namespace Slipway.Filesystems.Ext4.Reading;

/// <summary>
/// Reads the blocks of a directory one after the other; those of an index look like unused entries. Layouts are drawn at
/// <see cref="DirectoryBlock"/> and <see cref="DirectoryIndex"/>.
/// </summary>
internal sealed class DirectoryReader
{
    private readonly Volume _volume;
    private readonly BlockInput _input;

    public DirectoryReader(Volume volume, BlockInput input)
    {
        _volume = volume;
        _input = input;
    }

    /// <summary>All entries but "." and "..", in the order of the blocks. Names are copies.</summary>
    public IEnumerable<(ReadOnlyMemory<byte> Name, Inode Child)> Read(InodeImage directory, List<FileExtent> extents)
    {
        var next = 0UL;
        var blocks = (ulong)directory.Stat.SizeBytes >> _volume.BlockBits;
        foreach (var extent in extents)
        {
            if (extent.Logical != next)
                break;
            for (; next < extent.LogicalEnd && next < blocks; next++)
            {
                foreach (var entry in ReadBlock(directory, extent.Physical + (next - extent.Logical), next == 0))
                    yield return entry;
            }
        }

        if (next < blocks || blocks == 0)
            throw Damaged(directory, $"it has a hole where its block {next} of {blocks} should be");
    }

    private List<(ReadOnlyMemory<byte> Name, Inode Child)> ReadBlock(InodeImage directory, ulong number, bool first)
    {
        var block = _input.Block(number, $"directory inode {directory.Number}");
        VerifyChecksum(directory, block, first);
        var entries = new List<(ReadOnlyMemory<byte>, Inode)>();
        for (var offset = 0; offset < block.Length;)
        {
            var (length, nameLength) = MeasureEntry(directory, block, offset);
            var inode = BinaryPrimitives.ReadUInt32LittleEndian(block[offset..]);
            var name = block.Slice(offset + DirectoryBlock.HeaderBytes, nameLength);
            if (inode != 0 && !name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                entries.Add((Require(directory, name, inode), new Inode(inode)));
            offset += length;
        }

        return entries;
    }

    private (int Length, int NameLength) MeasureEntry(InodeImage directory, ReadOnlySpan<byte> block, int offset)
    {
        var rest = block.Length - offset;
        var length = rest < DirectoryBlock.HeaderBytes ? 0 : RecordBytes(BinaryPrimitives.ReadUInt16LittleEndian(block[(offset + 4)..]));
        if (length < DirectoryBlock.HeaderBytes || length > rest || (length & 3) != 0)
            throw Damaged(directory, $"an entry at byte {offset} of a block has {length} bytes; {rest} are left");
        var nameLength = block[offset + 6];
        if (DirectoryBlock.HeaderBytes + nameLength > length)
            throw Damaged(directory, $"a name of {nameLength} bytes stands in an entry of {length}");
        return (length, nameLength);
    }

    private byte[] Require(InodeImage directory, ReadOnlySpan<byte> name, uint inode)
    {
        if (name.IsEmpty || name.ContainsAny((byte)'/', (byte)0))
            throw Damaged(directory, $"'{Encoding.UTF8.GetString(name)}' is not a name");
        if (inode < _volume.FirstInode || inode > _volume.Inodes)
            throw Damaged(directory, $"'{Encoding.UTF8.GetString(name)}' names inode {inode}; files have inodes {_volume.FirstInode} to {_volume.Inodes}");
        return name.ToArray();
    }

    /// <summary>Blocks of 64 KiB have lengths that 16 bits do not hold (ext4_rec_len_from_disk).</summary>
    private int RecordBytes(ushort stored) =>
        _volume.BlockBits < 16 ? stored : stored is 0 or ushort.MaxValue ? 1 << 16 : stored & ~3 | (stored & 3) << 16;

    private void VerifyChecksum(InodeImage directory, ReadOnlySpan<byte> block, bool first)
    {
        if (_volume.Seed is not { } seed)
            return;
        var inodeSeed = seed.ForInode(directory.Number, directory.Generation);
        var computed = directory.IsIndexed && (first || IsIndexNode(block))
            ? IndexChecksum(directory, block, first, inodeSeed)
            : Crc32C.Update(inodeSeed, block[..^DirectoryBlock.TailBytes]);
        if (computed != BinaryPrimitives.ReadUInt32LittleEndian(block[^sizeof(uint)..]))
            throw Damaged(directory, "the checksum of a block does not match");
    }

    /// <summary>
    /// An unused entry as long as the block. The tail says nothing: the kernel leaves that of a block of entries where an index follows it
    /// (Mke2fsImageTests.Walk_ImageOfTheKernel_FindsWhatWasWritten).
    /// </summary>
    private bool IsIndexNode(ReadOnlySpan<byte> block) =>
        BinaryPrimitives.ReadUInt32LittleEndian(block) == 0 && RecordBytes(BinaryPrimitives.ReadUInt16LittleEndian(block[4..])) == block.Length;

    private static uint IndexChecksum(InodeImage directory, ReadOnlySpan<byte> block, bool first, uint inodeSeed)
    {
        var offset = first ? DirectoryIndex.RootChildrenOffset : DirectoryIndex.NodeChildrenOffset;
        var limit = BinaryPrimitives.ReadUInt16LittleEndian(block[offset..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(block[(offset + 2)..]);
        if (count > limit || offset + limit * DirectoryIndex.ChildBytes != block.Length - DirectoryIndex.TailBytes)
            throw Damaged(directory, $"a block of its index says that it has {count} of {limit} children");
        return DirectoryIndex.Checksum(block, offset, count, inodeSeed);
    }

    private static FilesystemException Damaged(InodeImage directory, string how) => new($"directory inode {directory.Number} is damaged: {how}");
}
