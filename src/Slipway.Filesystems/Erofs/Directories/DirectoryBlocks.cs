using System.Buffers.Binary;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Erofs.Inodes;
using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems.Erofs.Directories;

/// <summary>
/// The content of directories: names in byte order, "." and ".." among them, in blocks of their own (struct erofs_dirent). Readers search by halving, first blocks,
/// then names.
/// <code>
/// entry  nid u64 | name offset in the block u16 | type u8 | 0 u8, one behind the other
/// names  in the same order, without an end; the first entry's offset says how many entries there are
/// </code>
/// </summary>
internal sealed class DirectoryBlocks(InodeTable inodes, EntryTable entries)
{
    public const int EntryBytes = 12;

    private static readonly byte[] _self = "."u8.ToArray();
    private static readonly byte[] _parent = ".."u8.ToArray();

    private readonly List<(ReadOnlyMemory<byte> Name, uint Child)> _names = [];
    private readonly byte[] _block = new byte[Block.SizeBytes];
    private uint _loaded;

    /// <summary>How long a directory is: whole blocks, and what the last one holds.</summary>
    public long Measure(uint directory)
    {
        Load(directory);
        var size = 0L;
        for (var next = 0; next < _names.Count;)
        {
            next = EndOfBlock(next, out var used);
            size = next < _names.Count ? size + Block.SizeBytes : size + used;
        }

        return size;
    }

    /// <summary>The blocks of a directory in order, zeros behind what the last one holds; each is valid until the next.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> BlocksOf(uint directory, InodePlaces places)
    {
        Load(directory);
        for (var next = 0; next < _names.Count;)
        {
            var end = EndOfBlock(next, out _);
            Fill(next, end, places);
            next = end;
            yield return _block;
        }
    }

    private void Load(uint directory)
    {
        if (_loaded == directory)
            return;
        _loaded = directory;
        _names.Clear();
        _names.Add((_self, directory));
        _names.Add((_parent, inodes[directory].Parent));
        for (var index = inodes[directory].FirstEntry; index != 0; index = entries[index].Next)
            _names.Add((entries.NameMemoryOf(entries[index]), entries[index].Child));
        _names.Sort(static (a, b) => a.Name.Span.SequenceCompareTo(b.Name.Span));
    }

    private int EndOfBlock(int first, out int used)
    {
        used = 0;
        var end = first;
        for (; end < _names.Count && used + EntryBytes + _names[end].Name.Length <= Block.SizeBytes; end++)
            used += EntryBytes + _names[end].Name.Length;
        return end;
    }

    private void Fill(int first, int end, InodePlaces places)
    {
        _block.AsSpan().Clear();
        var offset = (end - first) * EntryBytes;
        for (var i = first; i < end; i++)
        {
            var (name, child) = _names[i];
            var entry = _block.AsSpan((i - first) * EntryBytes, EntryBytes);
            BinaryPrimitives.WriteUInt64LittleEndian(entry, places[child]);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[8..], (ushort)offset);
            entry[10] = Tree.FileMode.EntryTypeOf(inodes[child].Mode);
            name.Span.CopyTo(_block.AsSpan(offset));
            offset += name.Length;
        }
    }
}
