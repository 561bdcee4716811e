using System.Buffers.Binary;
using System.Text;
using Slipway.Filesystems.Erofs.Directories;
using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems.Erofs.Reading;

/// <summary>Reads the blocks of a directory; the layout is drawn at <see cref="DirectoryBlocks"/>.</summary>
internal sealed class DirectoryReader(InodeImage directory, Volume volume)
{
    private ReadOnlyMemory<byte> _last;

    /// <summary>The entries of the next block but "." and "..".</summary>
    /// <param name="block">As much of it as is in use.</param>
    public IEnumerable<(ReadOnlyMemory<byte> Name, Inode Child)> Read(ReadOnlyMemory<byte> block)
    {
        var count = CountOf(block.Span);
        for (var i = 0; i < count; i++)
        {
            var name = NameOf(block, i, count);
            if (_last.Length > 0 && _last.Span.SequenceCompareTo(name.Span) >= 0)
                throw Damaged($"'{Show(name.Span)}' comes behind '{Show(_last.Span)}': its names are not in order");
            _last = name;
            var nid = BinaryPrimitives.ReadUInt64LittleEndian(block.Span[(i * DirectoryBlocks.EntryBytes)..]);
            if (name.Span.SequenceEqual("."u8) || name.Span.SequenceEqual(".."u8))
                continue;
            if (nid > uint.MaxValue || volume.PositionOf((uint)nid) >= volume.LengthBytes)
                throw Damaged($"'{Show(name.Span)}' names inode {nid}, behind the end of the filesystem");
            yield return (name, new Inode((uint)nid));
        }
    }

    private int CountOf(ReadOnlySpan<byte> block)
    {
        var names = block.Length < DirectoryBlocks.EntryBytes ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(block[8..]);
        if (names == 0 || names % DirectoryBlocks.EntryBytes != 0 || names >= block.Length)
            throw Damaged($"a block of {block.Length} bytes has its names from byte {names} on");
        return names / DirectoryBlocks.EntryBytes;
    }

    private ReadOnlyMemory<byte> NameOf(ReadOnlyMemory<byte> block, int index, int count)
    {
        var start = OffsetOf(block.Span, index);
        var end = index + 1 < count ? OffsetOf(block.Span, index + 1) : block.Length;
        if (start < count * DirectoryBlocks.EntryBytes || end <= start || end > block.Length)
            throw Damaged($"the name of its entry {index} has the bytes {start} to {end} of a block of {block.Length}");
        var name = block[start..end];
        if (index + 1 == count && name.Span.IndexOf((byte)0) is >= 0 and var length)
            name = name[..length];
        if (name.Length is 0 or > LinuxLimits.MaximumNameBytes || name.Span.ContainsAny((byte)'/', (byte)0))
            throw Damaged($"'{Show(name.Span)}' cannot be the name of an entry: 1 to {LinuxLimits.MaximumNameBytes} bytes, no '/' and no NUL");
        return name;
    }

    private static int OffsetOf(ReadOnlySpan<byte> block, int index) => BinaryPrimitives.ReadUInt16LittleEndian(block[(index * DirectoryBlocks.EntryBytes + 8)..]);

    private static string Show(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(name[..Math.Min(name.Length, LinuxLimits.MaximumNameBytes)]);

    private FilesystemException Damaged(string how) => new($"directory inode {directory.Nid} is damaged: {how}");
}
